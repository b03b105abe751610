// Keeps C++ exceptions of native addons out of V8, whose frames cannot be unwound: one that gets there ends the process.
//
// Addons find Node-API's functions in the global scope, and this library's before libnode's (PromoteLibnode in
// bridge.cc). The functions of this folder take the addon's callbacks and give libnode a callback that catches what they
// throw. libnode itself and node-addon-api within this library bind to them, too, which does no harm: all sides agree on
// what a callback's data is.
#pragma once

#include <node_api.h>

#include <exception>
#include <string>

namespace flbnode::addon {

// libnode's function of this name.
void* FindInLibnode(const char* name);

// Declares `real`, the function of libnode that ours of the same name stands before.
#define FLBNODE_REAL(name) \
  static const auto real = reinterpret_cast<decltype(&name)>(flbnode::addon::FindInLibnode(#name))

// Makes the error FLB_NODE_E_ADDON_EXCEPTION pending in JavaScript. A null `env`, or one that is being torn down, takes
// none.
void Throw(napi_env env, const std::string& what);

// Runs `body`, code of an addon. False: it threw, and `what` says what.
template <typename Body>
bool Catch(std::string* what, const Body& body) {
  try {
    body();
    return true;
  } catch (const std::exception& error) {
    *what = error.what();
  } catch (...) {
    *what = "an object that is no std::exception";
  }
  return false;
}

// What the addon throws becomes an error of the JavaScript that called it.
template <typename Body>
void RunCalled(napi_env env, const Body& body) {
  std::string what;
  if (!Catch(&what, body)) Throw(env, what);
}

// Called by the event loop or the garbage collector: what the addon throws becomes an uncaught exception.
void Raise(napi_env env, const std::string& what);

template <typename Body>
void RunLoose(napi_env env, const Body& body) {
  std::string what;
  if (!Catch(&what, body)) Raise(env, what);
}

}  // namespace flbnode::addon
