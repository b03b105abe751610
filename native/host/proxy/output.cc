#include <cstdlib>
#include <cstring>

#include "log.h"
#include "pipeline/output.h"
#include "proxy/instances.h"

namespace host {
namespace {

class ProxyOutput : public OutputPlugin {
 public:
  ProxyOutput(Proxy* proxy, const ReloadState* reload)
      : proxy_(*proxy), reload_(*reload), context_(sizeof(flb::ProxyContext)) {
    context_.as<flb::ProxyContext>()->proxy = proxy;
    flush_ = proxy->symbol<int(const void*, std::size_t, const char*)>("FLBPluginFlush");
    flush_ctx_ = proxy->symbol<int(void*, const void*, std::size_t, char*)>("FLBPluginFlushCtx");
    exit_ = proxy->symbol<int()>("FLBPluginExit");
    exit_ctx_ = proxy->symbol<int(void*)>("FLBPluginExitCtx");
  }

  bool init(Output& output) override {
    if (proxy_.init(&output, context_.get()) <= 0) {
      log_error("[output] could not initialize '%s' plugin", output.plugin().c_str());
      return false;
    }
    if (flush_ != nullptr || flush_ctx_ != nullptr) return true;
    log_error("[host] plugin '%s' has no FLBPluginFlush: Fluent Bit would crash", output.plugin().c_str());
    return false;
  }

  void pre_run() override {
    if (auto* call = proxy_.symbol<int(int)>("FLBPluginOutputPreRun")) call(reload_.enabled ? 1 : 0);
  }

  int flush(Output&, const void* data, std::size_t size, const std::string& tag) override {
    if (reload_.stopping && proxy_.version().flush_refused_in_reload()) return flb::kRetry;
    // A copy on the heap, freed when the call returns.
    char* const tag_copy = static_cast<char*>(std::malloc(tag.size() + 1));
    std::memcpy(tag_copy, tag.c_str(), tag.size() + 1);
    const int result = flush_ctx_ != nullptr
                           ? flush_ctx_(context_.as<flb::ProxyContext>()->remote_context, data, size, tag_copy)
                           : flush_(data, size, tag_copy);
    std::memset(tag_copy, 0xdd, tag.size() + 1);
    std::free(tag_copy);
    return result;
  }

  void exit() override {
    if (auto* call = proxy_.symbol<void(int)>("FLBPluginOutputPreExit")) call(reload_.stopping ? 1 : 0);
    if (exit_ctx_ != nullptr) {
      exit_ctx_(context_.as<flb::ProxyContext>()->remote_context);
    } else if (exit_ != nullptr) {
      exit_();
    }
  }

 private:
  Proxy& proxy_;
  const ReloadState& reload_;
  Guarded context_;
  int (*flush_)(const void*, std::size_t, const char*);
  int (*flush_ctx_)(void*, const void*, std::size_t, char*);
  int (*exit_)();
  int (*exit_ctx_)(void*);
};

}  // namespace

std::unique_ptr<OutputPlugin> make_proxy_output(Proxy* proxy, const ReloadState* reload) {
  return std::make_unique<ProxyOutput>(proxy, reload);
}

}  // namespace host
