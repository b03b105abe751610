// filter_NAME_plugin: what Fluent Bit looks up in flb-filter_NAME.so, and copies.
#pragma once

#include <cstddef>

#include "fluent_bit_abi.h"
#include "identity.h"

#pragma GCC visibility push(hidden)
extern "C" {
int flbnode_filter_init(void* ins, void* config, void* data);
int flbnode_filter_run(const void* data, size_t size, const char* tag, int tag_size, void** out, size_t* out_size,
                       void* ins, void* input_ins, void* context, void* config);
int flbnode_filter_exit(void* context, void* config);
}
#pragma GCC visibility pop

#define FLBNODE_FILTER_SYMBOL(symbol)                                                                        \
  extern "C" __attribute__((visibility("default"))) const flb::FilterPlugin symbol;                          \
  const flb::FilterPlugin symbol = {                                                                         \
      flb::kFilterLogs, 0, flbnode_identity.name, flbnode_identity.description, nullptr, nullptr,            \
      flbnode_filter_init, flbnode_filter_run, flbnode_filter_exit, nullptr, {nullptr, nullptr}}
