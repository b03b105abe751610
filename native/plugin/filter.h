// What a filter's filter_NAME_plugin points to.
#pragma once

#include <stddef.h>

extern "C" {
__attribute__((visibility("hidden"))) int flbnode_filter_init(void* ins, void* config, void* data);
__attribute__((visibility("hidden"))) int flbnode_filter_run(const void* data, size_t size, const char* tag,
                                                             int tag_size, void** out, size_t* out_size, void* ins,
                                                             void* input_ins, void* context, void* config);
__attribute__((visibility("hidden"))) int flbnode_filter_exit(void* context, void* config);
}
