#include "guard.h"

#include <dlfcn.h>
#include <node.h>

#include "core/error_text.h"
#include "error_table.h"

namespace flbnode::addon {

void* FindInLibnode(const char* name) {
  // A symbol that is not ours, so that it tells where libnode is.
  static void* const libnode = [] {
    Dl_info info;
    const bool found = dladdr(reinterpret_cast<void*>(&node::TearDownOncePerProcess), &info) != 0;
    return found ? dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD) : nullptr;
  }();
  return dlsym(libnode, name);
}

namespace {

napi_value Text(napi_env env, const std::string& text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

// As createError() in src/errors.ts makes one.
napi_value Error(napi_env env, const std::string& what) {
  const auto& entry = errors::kAddonException;
  napi_value error = nullptr;
  napi_create_error(env, Text(env, entry.code), Text(env, MessageText(entry, {what})), &error);
  napi_set_named_property(env, error, "fix", Text(env, entry.fix));
  return error;
}

}  // namespace

void Throw(napi_env env, const std::string& what) {
  bool is_pending = false;
  if (env == nullptr || napi_is_exception_pending(env, &is_pending) != napi_ok || is_pending) return;
  napi_throw(env, Error(env, what));
}

void Raise(napi_env env, const std::string& what) {
  napi_handle_scope scope;
  if (env == nullptr || napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_value pending = nullptr;
  napi_get_and_clear_last_exception(env, &pending);
  napi_fatal_exception(env, Error(env, what));
  napi_close_handle_scope(env, scope);
}

}  // namespace flbnode::addon
