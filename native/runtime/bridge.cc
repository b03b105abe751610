#include "bridge.h"

#include <dlfcn.h>
#include <napi.h>
#include <node.h>

#include "bridge_instance.h"
#include "bridge_supervisor.h"

namespace flbnode {

namespace {

// Once per environment: the supervisor's and each Worker's.
Napi::Object InitModule(Napi::Env env, Napi::Object exports) {
  InitSupervisorBridge(env, exports);
  InitInstanceBridge(env, exports);
  return exports;
}

napi_value Register(napi_env env, napi_value exports) {
  return Napi::RegisterModule(env, exports, InitModule);
}

}  // namespace

void AddBridge(node::Environment* env) {
  static napi_module module = {NAPI_MODULE_VERSION, 0, __FILE__, Register, "flbnode", nullptr, {nullptr}};
  node::AddLinkedBinding(env, module);
}

void PromoteLibnode() {
  Dl_info info;
  // This library with all that it depends on, in this order: addons find the functions of addon_guard/ before libnode's.
  if (dladdr(reinterpret_cast<void*>(&PromoteLibnode), &info) != 0) {
    dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
  }
}

}  // namespace flbnode
