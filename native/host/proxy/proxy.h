// A plugin DSO, opened over the Go-proxy ABI as Fluent Bit's flb_plugin_proxy.c and proxy/go/go.c do.
//
// Opened, registered and closed on the main thread. There is one flbgo plugin structure per DSO: its `instance`
// and `context` are set anew before each Init, and pause and resume act on the instance set last.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "fluent_bit_abi.h"
#include "memory/guarded.h"
#include "version.h"

namespace host {

class Input;

class Proxy {
 public:
  // dlopen(RTLD_LAZY), FLBPluginPreRegister, FLBPluginRegister. NULL, with the reason logged, only when the DSO
  // cannot be opened: one that registers nothing is kept, and is never a plugin.
  static std::unique_ptr<Proxy> open(const std::string& path, const Version& version, bool hot_reloading);

  // FLBPluginUnregister (not for customs) and dlclose.
  ~Proxy();

  bool registered() const { return registered_; }
  int type() const { return def_.as<flb::ProxyDef>()->type; }
  const std::string& name() const { return name_; }
  int event_type() const;
  const void* config_map() const;
  const Version& version() const { return version_; }

  // NULL when the DSO does not export it.
  template <typename Function>
  Function* symbol(const char* name) const {
    return reinterpret_cast<Function*>(find(name));
  }

  // FLBPluginInit with `context`. What it returned; <= 0 is logged, and is a failure.
  int init(void* instance, void* context);

  // The input that was initialised last, which pause and resume act upon.
  void set_last_input(Input* input) { last_input_ = input; }
  Input* last_input() const { return last_input_; }

 private:
  Proxy(void* handle, const Version& version);
  void* find(const char* name) const;
  bool do_register(bool hot_reloading);

  void* handle_;
  const Version& version_;
  Guarded def_, api_;
  Guarded plugin_;  // the four fields that plugins see; Fluent Bit's own pointers would follow
  std::string name_;
  bool registered_ = false;
  std::atomic<Input*> last_input_{nullptr};
};

// Fills struct flb_api, as much of it as the version has.
void fill_api(void* table, const Version& version);

}  // namespace host
