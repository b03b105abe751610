#include "js_stack.h"

#include <v8.h>

#include <string>

#include "registry.h"

namespace flbnode {

namespace {

constexpr int kFrames = 32;

std::string Text(v8::Isolate* isolate, v8::Local<v8::String> value) {
  if (value.IsEmpty()) return "";
  const v8::String::Utf8Value text(isolate, value);
  return *text != nullptr ? std::string(*text, static_cast<size_t>(text.length())) : "";
}

// As V8 prints the stack of an error. Runs between two instructions of JavaScript, which it must not call.
void Read(v8::Isolate* isolate, void* data) {
  auto worker = Registry::Get().FindWorker(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(data)));
  if (worker == nullptr) return;
  const v8::HandleScope scope(isolate);
  const auto stack = v8::StackTrace::CurrentStackTrace(isolate, kFrames);
  std::string text;
  for (int i = 0; i < stack->GetFrameCount(); ++i) {
    const auto frame = stack->GetFrame(isolate, static_cast<uint32_t>(i));
    const std::string function = Text(isolate, frame->GetFunctionName());
    const std::string place = Text(isolate, frame->GetScriptNameOrSourceURL()) + ":" +
                              std::to_string(frame->GetLineNumber()) + ":" + std::to_string(frame->GetColumn());
    text += "    at " + (function.empty() ? place : function + " (" + place + ")") + "\n";
  }
  worker->SetStack(std::move(text));
}

}  // namespace

std::function<void()> StackReader(uint32_t worker) {
  v8::Isolate* const isolate = v8::Isolate::GetCurrent();
  // The id, not the instance: it may be gone when the Worker comes to it.
  return [isolate, worker] {
    isolate->RequestInterrupt(Read, reinterpret_cast<void*>(static_cast<uintptr_t>(worker)));
  };
}

}  // namespace flbnode
