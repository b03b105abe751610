// What the garbage collector calls.
#include <memory>

#include "guard.h"

namespace flbnode::addon {

namespace {

struct Finalizer {
  napi_finalize finalize;
  void* hint;
};

// Each is called once, at the environment's end at the latest (never after napi_remove_wrap).
void Finalize(napi_env env, void* data, void* hint) {
  const std::unique_ptr<Finalizer> own(static_cast<Finalizer*>(hint));
  RunLoose(env, [&] { own->finalize(env, data, own->hint); });
}

// Has `make` called with a guarded finalizer and its hint.
template <typename Make>
napi_status WithGuard(napi_finalize finalize, void* hint, const Make& make) {
  if (finalize == nullptr) return make(nullptr, hint);
  auto own = std::make_unique<Finalizer>(Finalizer{finalize, hint});
  const napi_status status = make(Finalize, own.get());
  if (status == napi_ok) own.release();
  return status;
}

}  // namespace

}  // namespace flbnode::addon

using namespace flbnode::addon;

extern "C" {

napi_status napi_wrap(napi_env env, napi_value object, void* native, napi_finalize finalize, void* hint,
                      napi_ref* result) {
  FLBNODE_REAL(napi_wrap);
  return WithGuard(finalize, hint, [&](napi_finalize own, void* data) { return real(env, object, native, own, data, result); });
}

napi_status napi_add_finalizer(napi_env env, napi_value object, void* native, napi_finalize finalize, void* hint,
                               napi_ref* result) {
  FLBNODE_REAL(napi_add_finalizer);
  return WithGuard(finalize, hint, [&](napi_finalize own, void* data) { return real(env, object, native, own, data, result); });
}

napi_status napi_create_external(napi_env env, void* native, napi_finalize finalize, void* hint, napi_value* result) {
  FLBNODE_REAL(napi_create_external);
  return WithGuard(finalize, hint, [&](napi_finalize own, void* data) { return real(env, native, own, data, result); });
}

napi_status napi_create_external_arraybuffer(napi_env env, void* bytes, size_t size, napi_finalize finalize, void* hint,
                                             napi_value* result) {
  FLBNODE_REAL(napi_create_external_arraybuffer);
  return WithGuard(finalize, hint, [&](napi_finalize own, void* data) { return real(env, bytes, size, own, data, result); });
}

napi_status napi_create_external_buffer(napi_env env, size_t size, void* bytes, napi_finalize finalize, void* hint,
                                        napi_value* result) {
  FLBNODE_REAL(napi_create_external_buffer);
  return WithGuard(finalize, hint, [&](napi_finalize own, void* data) { return real(env, size, bytes, own, data, result); });
}

napi_status napi_set_instance_data(napi_env env, void* native, napi_finalize finalize, void* hint) {
  FLBNODE_REAL(napi_set_instance_data);
  return WithGuard(finalize, hint, [&](napi_finalize own, void* data) { return real(env, native, own, data); });
}

}  // extern "C"
