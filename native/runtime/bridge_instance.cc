#include "bridge_instance.h"

#include <cstring>
#include <iterator>
#include <memory>

#include "code_cache.h"
#include "js_stack.h"
#include "memory_limit.h"
#include "registry.h"
#include "settle.h"
#include "text_in_place.h"

namespace flbnode {

namespace {

// Holds its instance, too.
using WorkerPtr = std::shared_ptr<WorkerLink>;

Napi::Object ToJs(Napi::Env env, HostEvent event) {
  static constexpr const char* kKinds[] = {"start", "space", "flush", "expired", "cancel"};
  Napi::Object object = Napi::Object::New(env);
  object["kind"] = kKinds[event.kind];
  if (event.kind == HostEvent::kExpired) object["id"] = event.flush;
  if (event.kind == HostEvent::kFlush) {
    object["id"] = event.flush;
    object["tag"] = event.tag;
    // JavaScript owns the chunk from here on; no second copy.
    object["data"] = Napi::ArrayBuffer::New(env, event.data.data.get(), event.data.size,
                                            [](Napi::Env, void* data) { free(data); });
    event.data.data.release();
  }
  return object;
}

// Delivers a Worker's mail; one call takes all events.
void Deliver(Napi::Env env, Napi::Function listener, WorkerLink* worker, void*) {
  if (env == nullptr) return;  // the Worker is going; WorkerLink::Exited answers what is left
  try {
    for (HostEvent& event : worker->TakeEvents()) {
      Napi::HandleScope scope(env);
      listener.Call({ToJs(env, std::move(event))});
    }
  } catch (const Napi::Error&) {
    // terminate() came meanwhile: every call into JavaScript fails from then on. An exception of C++ that left this
    // function would end the process.
  }
}

using Wake = Napi::TypedThreadSafeFunction<WorkerLink, void, Deliver>;

std::vector<std::string> Strings(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<std::string> strings;
  for (uint32_t i = 0; i < array.Length(); ++i) strings.push_back(array.Get(i).As<Napi::String>());
  return strings;
}

std::vector<double> Numbers(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<double> numbers;
  for (uint32_t i = 0; i < array.Length(); ++i) numbers.push_back(array.Get(i).As<Napi::Number>().DoubleValue());
  return numbers;
}

MetricKind ToKind(const std::string& kind) {
  if (kind == "counter") return MetricKind::kCounter;
  if (kind == "gauge") return MetricKind::kGauge;
  if (kind == "histogram") return MetricKind::kHistogram;
  return MetricKind::kSummary;
}

std::vector<MetricFamily> ToFamilies(const Napi::Array& array, const Redactor& redactor) {
  std::vector<MetricFamily> families;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const auto family = array.Get(i).As<Napi::Object>();
    families.push_back({ToKind(family.Get("kind").As<Napi::String>()), family.Get("name").As<Napi::String>(),
                        redactor.Redact(family.Get("help").As<Napi::String>()), Strings(family.Get("labels")),
                        Numbers(family.Get("bounds"))});
  }
  return families;
}

std::vector<MetricSample> ToSamples(const Napi::Array& array, const Redactor& redactor) {
  std::vector<MetricSample> samples;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    Napi::HandleScope scope(array.Env());
    const auto sample = array.Get(i).As<Napi::Object>();
    std::vector<std::string> labels = Strings(sample.Get("labels"));
    for (std::string& label : labels) label = redactor.Redact(label);
    samples.push_back({sample.Get("family").As<Napi::Number>(), std::move(labels),
                       sample.Get("value").As<Napi::Number>().DoubleValue(),
                       static_cast<uint64_t>(sample.Get("count").As<Napi::Number>().Int64Value()),
                       Numbers(sample.Get("buckets"))});
  }
  return samples;
}

// The methods. Each holds the instance: a Worker that outlives its instance's Exit talks to nobody, safely.

template <typename Body>
void Method(Napi::Object object, const char* name, const WorkerPtr& worker, Body body) {
  object[name] = Napi::Function::New(object.Env(), [worker, body](const Napi::CallbackInfo& info) -> Napi::Value {
    return body(*worker, info);
  });
}

Napi::Value Property(WorkerLink& worker, const Napi::CallbackInfo& info) {
  const auto value = worker.instance().host().Property(info[0].As<Napi::String>());
  if (!value.has_value()) return info.Env().Undefined();
  return Napi::String::New(info.Env(), *value);
}

Napi::Value WriteLog(WorkerLink& worker, const Napi::CallbackInfo& info) {
  worker.instance().Print(info[0].As<Napi::Number>().Int32Value(), info[1].As<Napi::String>());
  return info.Env().Undefined();
}

// The environment's teardown runs its hooks newest first, so this one comes before the thread-safe function's own:
// from then on no Fluent Bit thread calls into it.
void StopListening(WorkerPtr* worker) {
  (*worker)->Detach();
  delete worker;
}

Napi::Value ListenTo(WorkerLink& worker, const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Wake wake = Wake::New(env, info[0].As<Napi::Function>(), "flbnode instance", 0, 1, &worker);
  env.AddCleanupHook(StopListening, new WorkerPtr(Registry::Get().FindWorker(worker.id())));
  worker.Attach([wake] { wake.NonBlockingCall(); });
  return env.Undefined();
}

Napi::Value Ready(WorkerLink& worker, const Napi::CallbackInfo& info) {
  Instance& instance = worker.instance();
  instance.metrics().Declare(worker.index(), ToFamilies(info[0].As<Napi::Array>(), instance.redactor()));
  worker.Ready();
  return info.Env().Undefined();
}

Napi::Value SetMetrics(WorkerLink& worker, const Napi::CallbackInfo& info) {
  Instance& instance = worker.instance();
  instance.metrics().Set(worker.index(), ToSamples(info[0].As<Napi::Array>(), instance.redactor()));
  return info.Env().Undefined();
}

// Of the calls of TellVitals, one a second: the start is over by then.
constexpr int kSettleAt = 3;

// vitals(values): as src/runtime/binding.ts orders them
Napi::Value TellVitals(WorkerLink& worker, const Napi::CallbackInfo& info) {
  const auto number = [&](size_t index) { return info[index].As<Napi::Number>().DoubleValue(); };
  worker.vitals().Tell({number(0), number(1), number(2), number(3), number(4)});
  // Of this Worker.
  static thread_local int told = 0;
  if (++told == kSettleAt) SettleHeap();
  return info.Env().Undefined();
}

// count(what)
Napi::Value Count(WorkerLink& worker, const Napi::CallbackInfo& info) {
  static constexpr Figure kFigures[] = {Figure::kBadRecords, Figure::kFilterErrors, Figure::kDroppedError};
  const uint32_t what = info[0].As<Napi::Number>().Uint32Value();
  if (what < std::size(kFigures)) worker.instance().own_metrics().Add(kFigures[what]);
  return info.Env().Undefined();
}

// A copy of what a filter has made of a chunk: Fluent Bit is to own it.
Bytes CopyOf(const Napi::Uint8Array& array) {
  const size_t size = array.ByteLength();
  if (size == 0) return {};
  Bytes bytes{{static_cast<char*>(malloc(size)), {}}, size};
  if (bytes.data == nullptr) throw Napi::Error::New(array.Env(), "out of memory");
  memcpy(bytes.data.get(), array.Data(), size);
  return bytes;
}

// complete(id, status, data?)
Napi::Value Complete(WorkerLink& worker, const Napi::CallbackInfo& info) {
  auto bytes = info[2].IsTypedArray() ? std::make_optional(CopyOf(info[2].As<Napi::Uint8Array>())) : std::nullopt;
  worker.Answer(info[0].As<Napi::Number>().Uint32Value(),
                static_cast<Status>(info[1].As<Napi::Number>().Int32Value()), std::move(bytes));
  return info.Env().Undefined();
}

void StopInterrupting(WorkerPtr* worker) {
  (*worker)->SetInterrupt(nullptr);
  delete worker;
}

// attach(id): InstanceBinding & { source: string, path: string } | undefined
Napi::Value Attach(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const WorkerPtr worker = Registry::Get().FindWorker(info[0].As<Napi::Number>().Uint32Value());
  if (worker == nullptr) return env.Undefined();
  Instance* const instance = &worker->instance();
  const flbnode_plugin& plugin = instance->plugin();
  // Now, not with the listener: the bundle's own top level may be what loops.
  worker->SetInterrupt(StackReader(worker->id()));
  env.AddCleanupHook(StopInterrupting, new WorkerPtr(worker));
  LimitMemory(worker);

  Napi::Object binding = Napi::Object::New(env);
  binding["abi"] = FLBNODE_ABI_VERSION;
  binding["id"] = instance->id();
  binding["worker"] = worker->index();
  binding["type"] = instance->type_name();
  binding["plugin"] = plugin.name;
  binding["name"] = instance->host().name();
  binding["logLevel"] = instance->host().log_level();
  binding["path"] = plugin.path;
  const std::string_view bundle = instance->bundle();
  // That of the plugin itself stays where it is.
  const bool stays = bundle.data() == plugin.bundle;
  binding["source"] = stays ? TextInPlace(env, bundle) : Napi::String::New(env, bundle.data(), bundle.size());
  if (Ring* ring = instance->ring()) {
    binding["bufferLimit"] = static_cast<double>(ring->limit());
    // The buffer's finalizer holds the instance, and with it the ring's memory.
    binding["ring"] = Napi::ArrayBuffer::New(
        env, ring->memory(), ring->memory_size(), [](Napi::Env, void*, WorkerPtr* held) { delete held; },
        new WorkerPtr(worker));
  } else {
    binding["bufferLimit"] = 0;
  }
  binding["takesTags"] = HostInstance::can_append();
  binding["takesMetrics"] = HostInstance::can_append_metrics();
  binding["takesTraces"] = HostInstance::can_append_traces();
  Method(binding, "keptCode", worker, [stays](WorkerLink& self, const Napi::CallbackInfo& call) {
    return stays ? KeptCode(call.Env(), self.instance().bundle()) : call.Env().Undefined();
  });
  Method(binding, "keepCode", worker, [stays](WorkerLink& self, const Napi::CallbackInfo& call) {
    if (stays) KeepCode(call[0].As<Napi::Function>(), self.instance().bundle());
    return call.Env().Undefined();
  });
  Method(binding, "wake", worker, [](WorkerLink& self, const Napi::CallbackInfo& call) {
    self.instance().WakeHost();
    return call.Env().Undefined();
  });
  Method(binding, "property", worker, Property);
  Method(binding, "log", worker, WriteLog);
  Method(binding, "secrets", worker, [](WorkerLink& self, const Napi::CallbackInfo& call) {
    self.instance().redactor().Add(Strings(call[0]));
    return call.Env().Undefined();
  });
  Method(binding, "listen", worker, ListenTo);
  Method(binding, "ready", worker, Ready);
  Method(binding, "failed", worker, [](WorkerLink& self, const Napi::CallbackInfo& call) {
    self.Failed();
    return call.Env().Undefined();
  });
  Method(binding, "metrics", worker, SetMetrics);
  Method(binding, "vitals", worker, TellVitals);
  Method(binding, "count", worker, Count);
  Method(binding, "complete", worker, Complete);
  Method(binding, "done", worker, [](WorkerLink& self, const Napi::CallbackInfo& call) {
    self.Done();
    return call.Env().Undefined();
  });
  return binding;
}

}  // namespace

void InitInstanceBridge(Napi::Env env, Napi::Object exports) {
  exports["attach"] = Napi::Function::New(env, Attach);
}

}  // namespace flbnode
