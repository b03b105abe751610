// A native addon that throws C++ exceptions wherever libnode calls it. For test/fixtures/addon-faults.ts.
#include <node_api.h>

#include <cstdint>
#include <stdexcept>
#include <thread>

namespace {

napi_value Throw(napi_env, napi_callback_info) { throw std::runtime_error("thrown by the addon"); }

napi_value ThrowNumber(napi_env, napi_callback_info) { throw 42; }

napi_value Nothing(napi_env, napi_callback_info) { return nullptr; }

// The data that a function was made with comes back.
napi_value Data(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  napi_value result;
  napi_create_int64(env, static_cast<int64_t>(reinterpret_cast<intptr_t>(data)), &result);
  return result;
}

void ThrowAtEnd(napi_env, void*, void*) { throw std::runtime_error("thrown by the addon"); }

napi_value WithFinalizer(napi_env env, napi_callback_info) {
  napi_value result;
  napi_create_external(env, nullptr, ThrowAtEnd, nullptr, &result);
  return result;
}

napi_value Queue(napi_env env, napi_async_execute_callback execute, napi_async_complete_callback complete) {
  napi_value name;
  napi_create_string_utf8(env, "throwing", NAPI_AUTO_LENGTH, &name);
  napi_async_work work;
  napi_create_async_work(env, nullptr, name, execute, complete, nullptr, &work);
  napi_queue_async_work(env, work);
  return nullptr;
}

napi_value ThrowInExecute(napi_env env, napi_callback_info) {
  return Queue(env, [](napi_env, void*) { throw std::runtime_error("thrown by the addon"); }, nullptr);
}

napi_value ThrowInComplete(napi_env env, napi_callback_info) {
  return Queue(
      env, [](napi_env, void*) {},
      [](napi_env, napi_status, void*) { throw std::runtime_error("thrown by the addon"); });
}

napi_value ThrowInThreadsafe(napi_env env, napi_callback_info) {
  napi_value name;
  napi_create_string_utf8(env, "throwing", NAPI_AUTO_LENGTH, &name);
  static int context = 0;
  napi_threadsafe_function function;
  napi_create_threadsafe_function(
      env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, &context,
      [](napi_env, napi_value, void* given, void*) {
        if (given == &context) throw std::runtime_error("thrown by the addon");
      },
      &function);
  std::thread([function] {
    napi_call_threadsafe_function(function, nullptr, napi_tsfn_blocking);
    napi_release_threadsafe_function(function, napi_tsfn_release);
  }).detach();
  return nullptr;
}

napi_property_descriptor Method(const char* name, napi_callback method, intptr_t data = 0,
                                napi_property_attributes attributes = napi_default) {
  return {name, nullptr, method, nullptr, nullptr, nullptr, attributes, reinterpret_cast<void*>(data)};
}

napi_value Start(napi_env env, napi_value exports) {
#ifdef THROW_AT_START
  throw std::runtime_error("thrown by the addon");
#endif
  const napi_property_descriptor members[] = {
      Method("method", Throw),
      Method("data", Data, 7),
      Method("staticMethod", Throw, 0, napi_static),
      Method("staticData", Data, 8, napi_static),
      {"property", nullptr, nullptr, Throw, Throw, nullptr, napi_default, nullptr},
  };
  napi_value fine, broken, function;
  napi_define_class(env, "Fine", NAPI_AUTO_LENGTH, Nothing, nullptr, 5, members, &fine);
  napi_define_class(env, "Broken", NAPI_AUTO_LENGTH, Throw, nullptr, 0, nullptr, &broken);
  napi_create_function(env, "throwNumber", NAPI_AUTO_LENGTH, ThrowNumber, nullptr, &function);
  napi_set_named_property(env, exports, "Fine", fine);
  napi_set_named_property(env, exports, "Broken", broken);
  napi_set_named_property(env, exports, "throwNumber", function);
  const napi_property_descriptor functions[] = {
      Method("throw", Throw),
      Method("data", Data, 9),
      Method("withFinalizer", WithFinalizer),
      Method("throwInExecute", ThrowInExecute),
      Method("throwInComplete", ThrowInComplete),
      Method("throwInThreadsafe", ThrowInThreadsafe),
  };
  napi_define_properties(env, exports, 6, functions);
  return exports;
}

}  // namespace

NAPI_MODULE(throwing, Start)
