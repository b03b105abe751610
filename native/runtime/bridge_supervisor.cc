#include "bridge_supervisor.h"

#include <unistd.h>

#include "core/error_text.h"
#include "error_table.h"
#include "log.h"
#include "metrics_page.h"
#include "node_platform.h"
#include "registry.h"
#include "settle.h"
#include "start_options.h"
#include "text_in_place.h"

extern "C" const char flbnode_worker_js_start[];
extern "C" const char flbnode_worker_js_end[];
extern "C" const char flbnode_watch_js_start[];
extern "C" const char flbnode_watch_js_end[];

namespace flbnode {

namespace {

// Delivers the supervisor's mail. `context`, `data` unused: one call takes all messages.
void Deliver(Napi::Env env, Napi::Function listener, void*, void*) {
  if (env == nullptr) return;  // the environment is going; nobody listens any more
  try {
    for (const SupervisorMessage& message : NodePlatform::Get().TakeMessages()) {
      listener.Call({Napi::Number::New(env, message.kind), Napi::Number::New(env, message.id)});
    }
  } catch (const Napi::Error& error) {
    // One that left this function would end the process.
    Log::Get().Push(flb::kLogError, "[fluent-bit-node] ", ErrorText(errors::kSupervisor, {error.what()}));
  }
}

using Wake = Napi::TypedThreadSafeFunction<void, void, Deliver>;

// listen(listener: (kind: number, id: number) => void): () => void
// Node runs until the returned function is called.
Napi::Value Listen(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Wake wake = Wake::New(env, info[0].As<Napi::Function>(), "flbnode supervisor", 0, 1);
  NodePlatform::Get().Listen([wake] { wake.NonBlockingCall(); });
  return Napi::Function::New(env, [wake](const Napi::CallbackInfo&) mutable {
    NodePlatform::Get().Unlisten();
    wake.Release();
  });
}

// Every id is that of a Worker; what is the instance's may be asked with that of any of its Workers.
std::shared_ptr<WorkerLink> FindWorker(const Napi::CallbackInfo& info) {
  return Registry::Get().FindWorker(info[0].As<Napi::Number>().Uint32Value());
}

std::shared_ptr<Instance> Find(const Napi::CallbackInfo& info) {
  const auto worker = FindWorker(info);
  return worker != nullptr ? std::shared_ptr<Instance>(worker, &worker->instance()) : nullptr;
}

// describe(id): { type, plugin, name, path } | undefined
Napi::Value Describe(const Napi::CallbackInfo& info) {
  auto instance = Find(info);
  if (instance == nullptr) return info.Env().Undefined();
  Napi::Object description = Napi::Object::New(info.Env());
  description["type"] = instance->type_name();
  description["plugin"] = instance->plugin().name;
  description["name"] = instance->host().name();
  description["path"] = instance->plugin().path;
  return description;
}

// property(id, key): string | undefined
Napi::Value Property(const Napi::CallbackInfo& info) {
  auto instance = Find(info);
  if (instance == nullptr) return info.Env().Undefined();
  auto value = instance->host().Property(info[1].As<Napi::String>());
  if (!value.has_value()) return info.Env().Undefined();
  return Napi::String::New(info.Env(), *value);
}

// nodeOptions(id): string[], the options of its environment in node.options
Napi::Value EnvironmentOptions(const Napi::CallbackInfo& info) {
  Napi::Array array = Napi::Array::New(info.Env());
  auto instance = Find(info);
  if (instance == nullptr) return array;
  for (const std::string& option : NodeOptionsOf(instance->host()).environment) array[array.Length()] = option;
  return array;
}

// configure(id, settings: NativeSettings in src/runtime/native.ts): number of Workers
Napi::Value Configure(const Napi::CallbackInfo& info) {
  auto instance = Find(info);
  if (instance == nullptr) return Napi::Number::New(info.Env(), 1);
  const auto given = info[1].As<Napi::Object>();
  auto number = [&](const char* key) { return given.Get(key).As<Napi::Number>().Int64Value(); };
  Settings settings;
  settings.init_timeout = std::chrono::milliseconds(number("initTimeout"));
  settings.flush_timeout = std::chrono::milliseconds(number("flushTimeout"));
  settings.filter_timeout = std::chrono::milliseconds(number("filterTimeout"));
  settings.exit_timeout = std::chrono::milliseconds(number("exitTimeout"));
  settings.buffer_limit = static_cast<size_t>(number("bufferLimit"));
  settings.heap_mb = static_cast<size_t>(number("heapMb"));
  settings.drop_unfiltered = given.Get("onTimeout").ToString().Utf8Value() == "drop";
  settings.retry_init = given.Get("onInitError").ToString().Utf8Value() == "retry";
  settings.push = given.Get("push").ToBoolean();
  settings.ring_wake = given.Get("ringWake").ToBoolean();
  settings.spill_path = given.Get("spillPath").ToString().Utf8Value();
  settings.workers = static_cast<size_t>(number("workers"));
  settings.ordered = given.Get("ordered").ToBoolean();
  return Napi::Number::New(info.Env(), static_cast<double>(instance->Configure(settings)));
}

// log(id, level, message): with the instance's prefix, or the runtime's when there is none
void WriteLog(const Napi::CallbackInfo& info) {
  const int level = info[1].As<Napi::Number>().Int32Value();
  const std::string message = info[2].As<Napi::String>();
  auto instance = Find(info);
  if (instance != nullptr) {
    instance->Print(level, message);
  } else {
    Log::Get().Push(level, "[fluent-bit-node] ", message);
  }
}

// interrupt(id), takeStack(id): string
void Interrupt(const Napi::CallbackInfo& info) {
  if (auto worker = FindWorker(info)) worker->Interrupt();
}

Napi::Value TakeStack(const Napi::CallbackInfo& info) {
  auto worker = FindWorker(info);
  return Napi::String::New(info.Env(), worker != nullptr ? worker->TakeStack() : "");
}

// source(id): string
Napi::Value Source(const Napi::CallbackInfo& info) {
  auto instance = Find(info);
  const std::string_view bundle = instance != nullptr ? instance->bundle() : "";
  return Napi::String::New(info.Env(), bundle.data(), bundle.size());
}

// abandon(id)
void Abandon(const Napi::CallbackInfo& info) {
  if (auto worker = FindWorker(info)) worker->Abandon();
}

// failed(id): it cannot start
void Failed(const Napi::CallbackInfo& info) {
  if (auto worker = FindWorker(info)) worker->Failed();
}

// workerExited(id, restartable): boolean, whether to start another one
Napi::Value WorkerExited(const Napi::CallbackInfo& info) {
  auto worker = FindWorker(info);
  return Napi::Boolean::New(info.Env(), worker != nullptr && worker->Exited(info[1].ToBoolean()));
}

// explained(id): boolean, whether native code has logged why the Worker ended
Napi::Value Explained(const Napi::CallbackInfo& info) {
  auto worker = FindWorker(info);
  return Napi::Boolean::New(info.Env(), worker != nullptr && worker->TakeExplained());
}

// hold(id): the Worker is asked to end, and another one follows with new code
void Hold(const Napi::CallbackInfo& info) {
  if (auto worker = FindWorker(info)) worker->Hold();
}

// figures(id): FiguresOfInstance in src/runtime/native.ts | undefined
Napi::Value Figures(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  auto instance = Find(info);
  if (instance == nullptr) return env.Undefined();
  instance->RefreshMetrics();
  Napi::Object values = Napi::Object::New(env);
  for (const auto& [name, value] : FiguresOf(instance->own_metrics(), instance->host().type())) values[name] = value;
  const InstanceMetrics::Waits waits = instance->own_metrics().waits();
  Napi::Array bounds = Napi::Array::New(env);
  for (const double bound : InstanceMetrics::kBounds) bounds[bounds.Length()] = bound;
  Napi::Array counts = Napi::Array::New(env);
  for (const uint64_t count : waits.by) counts[counts.Length()] = static_cast<double>(count);
  Napi::Object figures = Napi::Object::New(env);
  figures["values"] = values;
  figures["bounds"] = bounds;
  figures["counts"] = counts;
  return figures;
}

// settle(): Workers have started, some seconds ago
void Settle(const Napi::CallbackInfo&) {
  SettleHeap();
  SettleProcess();
}

}  // namespace

void InitSupervisorBridge(Napi::Env env, Napi::Object exports) {
  exports["listen"] = Napi::Function::New(env, Listen);
  exports["describe"] = Napi::Function::New(env, Describe);
  exports["property"] = Napi::Function::New(env, Property);
  exports["nodeOptions"] = Napi::Function::New(env, EnvironmentOptions);
  exports["hasInspector"] = NodePlatform::Get().has_inspector();
  exports["processGroup"] = static_cast<int>(getpgrp());
  exports["configure"] = Napi::Function::New(env, Configure);
  exports["log"] = Napi::Function::New(env, WriteLog);
  exports["interrupt"] = Napi::Function::New(env, Interrupt);
  exports["takeStack"] = Napi::Function::New(env, TakeStack);
  exports["source"] = Napi::Function::New(env, Source);
  exports["abandon"] = Napi::Function::New(env, Abandon);
  exports["failed"] = Napi::Function::New(env, Failed);
  exports["workerExited"] = Napi::Function::New(env, WorkerExited);
  exports["settle"] = Napi::Function::New(env, Settle);
  exports["hold"] = Napi::Function::New(env, Hold);
  exports["figures"] = Napi::Function::New(env, Figures);
  exports["explained"] = Napi::Function::New(env, Explained);
  const size_t size = static_cast<size_t>(flbnode_worker_js_end - flbnode_worker_js_start);
  exports["workerSource"] = TextInPlace(env, {flbnode_worker_js_start, size});
  const size_t watch_size = static_cast<size_t>(flbnode_watch_js_end - flbnode_watch_js_start);
  exports["watchSource"] = TextInPlace(env, {flbnode_watch_js_start, watch_size});
}

}  // namespace flbnode
