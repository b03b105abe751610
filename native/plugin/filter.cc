// The callbacks of a filter. Fluent Bit loads flb-filter_NAME.so as one of its own (C) plugins: it looks up one data
// symbol, filter_NAME_plugin (filter_symbol.h), which points here. Each forwards to the runtime; none throws.
#include <dlfcn.h>
#include <stddef.h>

#include "filter_symbol.h"
#include "flbnode.h"
#include "fluent_bit_abi.h"
#include "identity.h"
#include "loader.h"

namespace {

// Set by the first Init, the same for all; read by everything later.
const flbnode_api* runtime = nullptr;

// Fluent Bit's executable exports its symbols; a native plugin finds them there, and gets no table of functions.
template <typename Function>
Function Find(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

// `filters:` the pipeline's thread. A processor of a threaded input: that input's own thread. 0, or the start fails.
extern "C" int flbnode_filter_init(void* ins, void* /*config*/, void* /*data*/) {
  static flb::Api host = {};
  host.log_print = Find<decltype(host.log_print)>("flb_log_print");
  const auto set_context = Find<void (*)(void*, void*)>("flb_filter_set_context");
  // Not to be seen in any Fluent Bit; and without the first there is no way to say so.
  if (host.log_print == nullptr || set_context == nullptr) return -1;
  const flbnode_api* api = flbnode_dso::Runtime(host);
  if (api == nullptr) return -1;
  runtime = api;

  const flbnode_plugin self = flbnode_dso::Self();
  flb::Plugin plugin = {const_cast<char*>(flbnode_identity.name), &host, ins, nullptr};
  flbnode_instance* instance = api->init(&self, &plugin);
  if (instance == nullptr) return -1;
  set_context(ins, instance);
  return 0;
}

// The pipeline's thread; for a processor, that of its input, or an output's worker.
extern "C" int flbnode_filter_run(const void* data, size_t size, const char* tag, int tag_size, void** out,
                                  size_t* out_size, void* /*ins*/, void* /*input_ins*/, void* context,
                                  void* /*config*/) {
  if (context == nullptr) return flb::kNoTouch;
  return runtime->filter(static_cast<flbnode_instance*>(context), data, size, tag, static_cast<size_t>(tag_size), out,
                         out_size);
}

// The pipeline's thread, also for a processor of a threaded input, whose own thread has ended by then.
extern "C" int flbnode_filter_exit(void* context, void* /*config*/) {
  if (context != nullptr) runtime->exit(static_cast<flbnode_instance*>(context));
  return 0;
}
