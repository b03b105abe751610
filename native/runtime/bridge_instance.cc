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

using InstancePtr = std::shared_ptr<Instance>;

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

// Delivers an instance's mail; one call takes all events.
void Deliver(Napi::Env env, Napi::Function listener, Instance* instance, void*) {
  if (env == nullptr) return;  // the Worker is going; WorkerExited answers what is left
  try {
    for (HostEvent& event : instance->TakeEvents()) {
      Napi::HandleScope scope(env);
      listener.Call({ToJs(env, std::move(event))});
    }
  } catch (const Napi::Error&) {
    // terminate() came meanwhile: every call into JavaScript fails from then on. An exception of C++ that left this
    // function would end the process.
  }
}

using Wake = Napi::TypedThreadSafeFunction<Instance, void, Deliver>;

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
void Method(Napi::Object object, const char* name, const InstancePtr& instance, Body body) {
  object[name] = Napi::Function::New(object.Env(), [instance, body](const Napi::CallbackInfo& info) -> Napi::Value {
    return body(*instance, info);
  });
}

Napi::Value Property(Instance& instance, const Napi::CallbackInfo& info) {
  const auto value = instance.host().Property(info[0].As<Napi::String>());
  if (!value.has_value()) return info.Env().Undefined();
  return Napi::String::New(info.Env(), *value);
}

Napi::Value WriteLog(Instance& instance, const Napi::CallbackInfo& info) {
  instance.Print(info[0].As<Napi::Number>().Int32Value(), info[1].As<Napi::String>());
  return info.Env().Undefined();
}

// The environment's teardown runs its hooks newest first, so this one comes before the thread-safe function's own:
// from then on no Fluent Bit thread calls into it.
void StopListening(InstancePtr* instance) {
  (*instance)->Detach();
  delete instance;
}

Napi::Value ListenTo(Instance& instance, const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Wake wake = Wake::New(env, info[0].As<Napi::Function>(), "flbnode instance", 0, 1, &instance);
  env.AddCleanupHook(StopListening, new InstancePtr(Registry::Get().Find(instance.id())));
  instance.Attach([wake] { wake.NonBlockingCall(); });
  return env.Undefined();
}

Napi::Value Ready(Instance& instance, const Napi::CallbackInfo& info) {
  instance.metrics().Declare(ToFamilies(info[0].As<Napi::Array>(), instance.redactor()));
  instance.Ready();
  return info.Env().Undefined();
}

Napi::Value SetMetrics(Instance& instance, const Napi::CallbackInfo& info) {
  instance.metrics().Set(ToSamples(info[0].As<Napi::Array>(), instance.redactor()));
  return info.Env().Undefined();
}

// Of the calls of TellVitals, one a second: the start is over by then.
constexpr int kSettleAt = 3;

// vitals(values): as src/runtime/binding.ts orders them
Napi::Value TellVitals(Instance& instance, const Napi::CallbackInfo& info) {
  const auto number = [&](size_t index) { return info[index].As<Napi::Number>().DoubleValue(); };
  instance.own_metrics().Tell({number(0), number(1), number(2), number(3), number(4)});
  // Of this Worker.
  static thread_local int told = 0;
  if (++told == kSettleAt) SettleHeap();
  return info.Env().Undefined();
}

// count(what)
Napi::Value Count(Instance& instance, const Napi::CallbackInfo& info) {
  static constexpr Figure kFigures[] = {Figure::kBadRecords, Figure::kFilterErrors, Figure::kDroppedError};
  const uint32_t what = info[0].As<Napi::Number>().Uint32Value();
  if (what < std::size(kFigures)) instance.own_metrics().Add(kFigures[what]);
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
Napi::Value Complete(Instance& instance, const Napi::CallbackInfo& info) {
  auto bytes = info[2].IsTypedArray() ? std::make_optional(CopyOf(info[2].As<Napi::Uint8Array>())) : std::nullopt;
  instance.Answer(info[0].As<Napi::Number>().Uint32Value(),
                  static_cast<Status>(info[1].As<Napi::Number>().Int32Value()), std::move(bytes));
  return info.Env().Undefined();
}

void StopInterrupting(InstancePtr* instance) {
  (*instance)->SetInterrupt(nullptr);
  delete instance;
}

// attach(id): InstanceBinding & { source: string, path: string } | undefined
Napi::Value Attach(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  InstancePtr instance = Registry::Get().Find(info[0].As<Napi::Number>().Uint32Value());
  if (instance == nullptr) return env.Undefined();
  const flbnode_plugin& plugin = instance->plugin();
  // Now, not with the listener: the bundle's own top level may be what loops.
  instance->SetInterrupt(StackReader(instance->id()));
  env.AddCleanupHook(StopInterrupting, new InstancePtr(instance));
  LimitMemory(instance);

  Napi::Object binding = Napi::Object::New(env);
  binding["abi"] = FLBNODE_ABI_VERSION;
  binding["id"] = instance->id();
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
        env, ring->memory(), ring->memory_size(), [](Napi::Env, void*, InstancePtr* held) { delete held; },
        new InstancePtr(instance));
  } else {
    binding["bufferLimit"] = 0;
  }
  binding["takesTags"] = HostInstance::can_append();
  binding["takesMetrics"] = HostInstance::can_append_metrics();
  binding["takesTraces"] = HostInstance::can_append_traces();
  Method(binding, "keptCode", instance, [stays](Instance& self, const Napi::CallbackInfo& call) {
    return stays ? KeptCode(call.Env(), self.bundle()) : call.Env().Undefined();
  });
  Method(binding, "keepCode", instance, [stays](Instance& self, const Napi::CallbackInfo& call) {
    if (stays) KeepCode(call[0].As<Napi::Function>(), self.bundle());
    return call.Env().Undefined();
  });
  Method(binding, "wake", instance, [](Instance& self, const Napi::CallbackInfo& call) {
    self.WakeHost();
    return call.Env().Undefined();
  });
  Method(binding, "property", instance, Property);
  Method(binding, "log", instance, WriteLog);
  Method(binding, "secrets", instance, [](Instance& self, const Napi::CallbackInfo& call) {
    self.redactor().Add(Strings(call[0]));
    return call.Env().Undefined();
  });
  Method(binding, "listen", instance, ListenTo);
  Method(binding, "ready", instance, Ready);
  Method(binding, "failed", instance, [](Instance& self, const Napi::CallbackInfo& call) {
    self.Failed();
    return call.Env().Undefined();
  });
  Method(binding, "metrics", instance, SetMetrics);
  Method(binding, "vitals", instance, TellVitals);
  Method(binding, "count", instance, Count);
  Method(binding, "complete", instance, Complete);
  Method(binding, "done", instance, [](Instance& self, const Napi::CallbackInfo& call) {
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
