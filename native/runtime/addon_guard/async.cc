// Work on the thread pool, and functions that other threads call.
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "guard.h"

namespace flbnode::addon {

namespace {

struct Work {
  napi_async_execute_callback execute;
  napi_async_complete_callback complete;
  void* data;
  std::optional<std::string> failure = {};
};

// Made and deleted on the environment's thread.
thread_local std::unordered_map<napi_async_work, std::unique_ptr<Work>> works;

// On the thread pool, where there is no JavaScript.
void Execute(napi_env env, void* data) {
  auto* work = static_cast<Work*>(data);
  std::string what;
  if (!Catch(&what, [&] { work->execute(env, work->data); })) work->failure = what;
}

void Complete(napi_env env, napi_status status, void* data) {
  auto* work = static_cast<Work*>(data);
  // The addon would take what execute left for a result.
  if (work->failure.has_value()) return Raise(env, *work->failure);
  if (work->complete == nullptr) return;
  // It deletes the work.
  RunLoose(env, [&, complete = work->complete, own = work->data] { complete(env, status, own); });
}

struct Threadsafe {
  napi_threadsafe_function_call_js call;
  napi_finalize finalize;
  void* context;

  bool operator==(const Threadsafe& other) const {
    return call == other.call && finalize == other.finalize && context == other.context;
  }
};

struct Hash {
  size_t operator()(const Threadsafe& function) const {
    return std::hash<void*>()(function.context) * 31 + std::hash<napi_finalize>()(function.finalize);
  }
};

// For good, and the same ones once: other threads may ask for the context as long as they like, and libnode still calls
// what is queued after it has finalised the function.
Threadsafe* Keep(const Threadsafe& function) {
  static std::mutex mutex;
  static auto* const kept = new std::unordered_set<Threadsafe, Hash>();
  std::lock_guard<std::mutex> lock(mutex);
  return const_cast<Threadsafe*>(&*kept->insert(function).first);
}

void Call(napi_env env, napi_value callback, void* context, void* data) {
  const auto* function = static_cast<Threadsafe*>(context);
  RunLoose(env, [&] { function->call(env, callback, function->context, data); });
}

void Finalize(napi_env env, void* data, void* context) {
  const auto* function = static_cast<Threadsafe*>(context);
  RunLoose(env, [&] { function->finalize(env, data, function->context); });
}

}  // namespace

}  // namespace flbnode::addon

using namespace flbnode::addon;

extern "C" {

napi_status napi_create_async_work(napi_env env, napi_value resource, napi_value name,
                                   napi_async_execute_callback execute, napi_async_complete_callback complete,
                                   void* data, napi_async_work* result) {
  FLBNODE_REAL(napi_create_async_work);
  if (execute == nullptr) return real(env, resource, name, nullptr, complete, data, result);
  auto work = std::make_unique<Work>(Work{execute, complete, data});
  const napi_status status = real(env, resource, name, Execute, Complete, work.get(), result);
  if (status == napi_ok) works[*result] = std::move(work);
  return status;
}

napi_status napi_delete_async_work(napi_env env, napi_async_work work) {
  FLBNODE_REAL(napi_delete_async_work);
  const napi_status status = real(env, work);
  if (status == napi_ok) works.erase(work);
  return status;
}

napi_status napi_create_threadsafe_function(napi_env env, napi_value function, napi_value resource, napi_value name,
                                            size_t most_queued, size_t threads, void* finalize_data,
                                            napi_finalize finalize, void* context,
                                            napi_threadsafe_function_call_js call, napi_threadsafe_function* result) {
  FLBNODE_REAL(napi_create_threadsafe_function);
  return real(env, function, resource, name, most_queued, threads, finalize_data, finalize == nullptr ? nullptr : Finalize,
              Keep({call, finalize, context}), call == nullptr ? nullptr : Call, result);
}

napi_status napi_get_threadsafe_function_context(napi_threadsafe_function function, void** result) {
  FLBNODE_REAL(napi_get_threadsafe_function_context);
  const napi_status status = real(function, result);
  if (status == napi_ok) *result = static_cast<Threadsafe*>(*result)->context;
  return status;
}

}  // extern "C"
