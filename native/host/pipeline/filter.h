// One [FILTER]: changes or drops what is appended, before it goes into a chunk. Pipeline thread.
#pragma once

#include <string>

#include "fluent_bit_abi.h"
#include "memory/guarded.h"
#include "pipeline/instance.h"
#include "pipeline/ring.h"
#include "proxy/native_filter.h"

namespace host {

class Input;

class Filter : public Instance {
 public:
  // What plugins get as `ins`: the beginning of Fluent Bit's structure, and then ours.
  struct Handle {
    flb::FilterInstanceHead head;
    void* context;
    Filter* filter;
  };

  Filter(int id, const NativeFilter* native);

  bool set(const std::string& key, const std::string& value) override;
  bool init(void* config);
  void exit(void* config);

  // Replaces the chunk's data when the filter has modified it; without data the chunk is dropped.
  void apply(RawChunk* chunk, Input* input, void* config);

 private:
  Handle* handle() const { return handle_.as<Handle>(); }

  const NativeFilter& native_;
  Guarded handle_;
  std::string match_;
};

}  // namespace host
