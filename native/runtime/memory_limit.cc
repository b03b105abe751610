#include "memory_limit.h"

#include <node.h>

#include <string>

#include "alloc.h"
#include "core/error_text.h"
#include "error_table.h"
#include "instance.h"
#include "last_resort.h"
#include "log.h"
#include "node_compat.h"

namespace flbnode {

namespace {

constexpr size_t kMiB = 1u << 20;
// What the heap may take beyond its limit until the Worker has ended: V8's largest object has 1 GiB, and V8 ends the
// process if it gets none. A step each time that it asks, and not all at once: in between it collects garbage.
constexpr size_t kLeeway = 1088 * kMiB;
// One builtin (fill() of an array with 100 million elements) may ask several times: it looks for nothing until it returns.
constexpr int kMostLeeways = 4;

class MemoryLimit {
 public:
  MemoryLimit(std::shared_ptr<WorkerLink> worker, v8::Isolate* isolate, node::Environment* env)
      : worker_(std::move(worker)),
        isolate_(isolate),
        env_(env),
        limit_(worker_->instance().settings().heap_mb * kMiB),
        // The ring is a buffer of this Worker as V8 counts, and has a limit of its own.
        uncounted_(worker_->instance().ring() != nullptr ? worker_->instance().ring()->memory_size() : 0) {
    isolate_->AddNearHeapLimitCallback(OnNearHeapLimit, this);
    isolate_->AddGCEpilogueCallback(OnCollected, this, v8::kGCTypeMarkSweepCompact);
    isolate_->SetOOMErrorHandler(OnOutOfMemory);
    LimitBlocks(limit_, OnBlockRefused);
    SetWorkerOfThread(worker_);
  }

  ~MemoryLimit() {
    SetWorkerOfThread(nullptr);
    LimitBlocks(SIZE_MAX, nullptr);
    isolate_->RemoveGCEpilogueCallback(OnCollected, this);
    isolate_->RemoveNearHeapLimitCallback(OnNearHeapLimit, 0);
  }

  // Of this thread's Worker, while there is one.
  static thread_local MemoryLimit* current;

 private:
  // V8 is about to give up, in the middle of an allocation. What it answers is the new limit.
  static size_t OnNearHeapLimit(void* data, size_t limit, size_t) {
    auto* self = static_cast<MemoryLimit*>(data);
    if (++self->leeways_ > kMostLeeways) return limit;
    self->Interrupt("JavaScript objects");
    return limit + kLeeway;
  }

  // After a full collection, which V8 makes more often the more buffers there are.
  static void OnCollected(v8::Isolate*, v8::GCType, v8::GCCallbackFlags, void* data) {
    auto* self = static_cast<MemoryLimit*>(data);
    if (self->BuffersExceed()) self->Interrupt("buffers");
  }

  bool BuffersExceed() const {
    return isolate_->AdjustAmountOfExternalAllocatedMemory(0) > static_cast<int64_t>(limit_ + uncounted_);
  }

  // Has JavaScript stop at its next call or loop, where everything is allowed again.
  void Interrupt(const char* what) {
    if (interrupted_by_ != nullptr) return;
    interrupted_by_ = what;
    isolate_->RequestInterrupt([](v8::Isolate*, void*) { if (current != nullptr) current->OnInterrupt(); }, nullptr);
  }

  void OnInterrupt() {
    const bool is_heap = leeways_ > 0;
    if (!is_heap) {
      // Buffers that a collection has found dead are freed later, by another thread: this one waits for that.
      isolate_->LowMemoryNotification();
      if (!BuffersExceed()) {
        interrupted_by_ = nullptr;
        return;
      }
    }
    worker_->Explain(ErrorText(errors::kWorkerOutOfMemory, {std::to_string(limit_ / kMiB), interrupted_by_}) + Stack());
    node::Stop(env_);
  }

  // Where the Worker is, mapped to TypeScript as any error's.
  std::string Stack() const {
    v8::HandleScope scope(isolate_);
    v8::TryCatch ignored(isolate_);
    auto context = isolate_->GetCurrentContext();
    auto error = v8::Exception::Error(v8::String::Empty(isolate_)).As<v8::Object>();
    v8::Local<v8::Value> stack;
    if (!error->Get(context, v8::String::NewFromUtf8Literal(isolate_, "stack")).ToLocal(&stack)) return "";
    const std::string text = *v8::String::Utf8Value(isolate_, stack);
    const size_t first = text.find('\n');
    return first == std::string::npos ? "" : text.substr(first);
  }

  static void OnBlockRefused(size_t bytes) {
    // V8 tries again after each of several collections.
    if (current == nullptr || current->refused_ == bytes) return;
    current->refused_ = bytes;
    current->worker_->instance().Print(flb::kLogWarn, ErrorText(errors::kBufferRefused, {std::to_string(bytes),
                                                       std::to_string(current->limit_ / kMiB)}));
  }

  // V8 ends the process when this returns.
  static void OnOutOfMemory(const char* location, compat::OutOfMemoryDetails) { StandStillOnWorker(location); }

  const std::shared_ptr<WorkerLink> worker_;
  v8::Isolate* const isolate_;
  node::Environment* const env_;
  const size_t limit_;
  const size_t uncounted_;
  int leeways_ = 0;
  const char* interrupted_by_ = nullptr;
  size_t refused_ = 0;
};

thread_local MemoryLimit* MemoryLimit::current = nullptr;

}  // namespace

void LimitMemory(const std::shared_ptr<WorkerLink>& worker) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope scope(isolate);
  MemoryLimit::current =
      new MemoryLimit(worker, isolate, node::GetCurrentEnvironment(isolate->GetCurrentContext()));
  node::AddEnvironmentCleanupHook(
      isolate,
      [](void*) {
        delete MemoryLimit::current;
        MemoryLimit::current = nullptr;
      },
      nullptr);
}

}  // namespace flbnode
