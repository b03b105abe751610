// Functions, classes, properties, and an addon's own start: what JavaScript calls.
#include <functional>
#include <unordered_set>
#include <vector>

#include <node.h>

#include "guard.h"

namespace flbnode::addon {

namespace {

// What an addon gave, as the data of ours.
struct Callbacks {
  napi_callback method;
  napi_callback getter;
  napi_callback setter;
  void* data;

  bool operator==(const Callbacks& other) const {
    return method == other.method && getter == other.getter && setter == other.setter && data == other.data;
  }
};

struct Hash {
  size_t operator()(const Callbacks& callbacks) const {
    size_t hash = std::hash<void*>()(callbacks.data);
    for (napi_callback callback : {callbacks.method, callbacks.getter, callbacks.setter}) {
      hash = hash * 31 + std::hash<napi_callback>()(callback);
    }
    return hash;
  }
};

// Until the environment's thread ends: a function outlives its class, and a getter its object. The same ones are kept
// once, so that an addon that makes a function in each call does not grow.
const Callbacks* Keep(const Callbacks& callbacks) {
  static thread_local std::unordered_set<Callbacks, Hash> kept;
  return &*kept.insert(callbacks).first;
}

const Callbacks* CallbacksOf(napi_env env, napi_callback_info info) {
  static const auto get_cb_info = reinterpret_cast<decltype(&napi_get_cb_info)>(FindInLibnode("napi_get_cb_info"));
  void* data = nullptr;
  get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  return static_cast<const Callbacks*>(data);
}

template <napi_callback Callbacks::*callback>
napi_value Call(napi_env env, napi_callback_info info) {
  napi_value result = nullptr;
  RunCalled(env, [&] { result = (CallbacksOf(env, info)->*callback)(env, info); });
  return result;
}

std::vector<napi_property_descriptor> Guarded(size_t count, const napi_property_descriptor* properties) {
  std::vector<napi_property_descriptor> guarded(properties, properties + count);
  for (napi_property_descriptor& property : guarded) {
    // libnode's napi_define_class hands the static ones on to napi_define_properties.
    if (property.method == Call<&Callbacks::method> || property.getter == Call<&Callbacks::getter> ||
        property.setter == Call<&Callbacks::setter>) {
      continue;
    }
    property.data =
        const_cast<Callbacks*>(Keep({property.method, property.getter, property.setter, property.data}));
    if (property.method != nullptr) property.method = Call<&Callbacks::method>;
    if (property.getter != nullptr) property.getter = Call<&Callbacks::getter>;
    if (property.setter != nullptr) property.setter = Call<&Callbacks::setter>;
  }
  return guarded;
}

thread_local napi_addon_register_func starting = nullptr;

napi_value Start(napi_env env, napi_value exports) {
  napi_value result = nullptr;
  RunCalled(env, [&, start = starting] { result = start(env, exports); });
  return result;
}

}  // namespace

}  // namespace flbnode::addon

using namespace flbnode::addon;

extern "C" {

napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t* argc, napi_value* argv, napi_value* this_arg,
                             void** data) {
  FLBNODE_REAL(napi_get_cb_info);
  const napi_status status = real(env, info, argc, argv, this_arg, data);
  if (status == napi_ok && data != nullptr) *data = static_cast<const Callbacks*>(*data)->data;
  return status;
}

napi_status napi_create_function(napi_env env, const char* name, size_t length, napi_callback callback, void* data,
                                 napi_value* result) {
  FLBNODE_REAL(napi_create_function);
  if (callback == nullptr) return real(env, name, length, nullptr, data, result);
  auto* kept = const_cast<Callbacks*>(Keep({callback, nullptr, nullptr, data}));
  return real(env, name, length, Call<&Callbacks::method>, kept, result);
}

napi_status napi_define_class(napi_env env, const char* name, size_t length, napi_callback constructor, void* data,
                              size_t count, const napi_property_descriptor* properties, napi_value* result) {
  FLBNODE_REAL(napi_define_class);
  if (constructor == nullptr) return real(env, name, length, nullptr, data, count, properties, result);
  auto* kept = const_cast<Callbacks*>(Keep({constructor, nullptr, nullptr, data}));
  return real(env, name, length, Call<&Callbacks::method>, kept, count, Guarded(count, properties).data(), result);
}

napi_status napi_define_properties(napi_env env, napi_value object, size_t count,
                                   const napi_property_descriptor* properties) {
  FLBNODE_REAL(napi_define_properties);
  return real(env, object, count, Guarded(count, properties).data());
}

}  // extern "C"

// Not in a public header. libnode calls it with what it found in a .node file; where a later libnode has another
// signature, the addon's start is not guarded.
NAPI_EXTERN void napi_module_register_by_symbol(v8::Local<v8::Object> exports, v8::Local<v8::Value> module,
                                                v8::Local<v8::Context> context, napi_addon_register_func start,
                                                int32_t version);

void napi_module_register_by_symbol(v8::Local<v8::Object> exports, v8::Local<v8::Value> module,
                                    v8::Local<v8::Context> context, napi_addon_register_func start, int32_t version) {
  static const auto real = reinterpret_cast<decltype(&napi_module_register_by_symbol)>(FindInLibnode(
      "_Z30napi_module_register_by_symbolN2v85LocalINS_6ObjectEEENS0_INS_5ValueEEENS0_INS_7ContextEEEPFP12napi_value__P10"
      "napi_env__S8_Ei"));
  starting = start;
  real(exports, module, context, start == nullptr ? nullptr : Start, version);
}
