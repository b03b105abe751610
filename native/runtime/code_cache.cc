#include "code_cache.h"

#include <v8.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace flbnode {

namespace {

// By where the bundle is. Never destroyed: a Worker may outlive all that ends.
class Kept {
 public:
  static Kept& Get() {
    static auto* const kept = new Kept();
    return *kept;
  }

  const std::vector<uint8_t>* Find(const char* bundle) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto known = code_.find(bundle);
    // Elements stay where they are, and are never changed.
    return known != code_.end() ? &known->second : nullptr;
  }

  void Add(const char* bundle, const uint8_t* data, size_t size) {
    std::lock_guard<std::mutex> lock(mutex_);
    code_.emplace(bundle, std::vector<uint8_t>(data, data + size));
  }

 private:
  std::mutex mutex_;
  std::map<const char*, std::vector<uint8_t>> code_;
};

}  // namespace

Napi::Value KeptCode(Napi::Env env, std::string_view bundle) {
  const std::vector<uint8_t>* code = Kept::Get().Find(bundle.data());
  if (code == nullptr) return env.Undefined();
  auto buffer = Napi::ArrayBuffer::New(env, code->size());
  memcpy(buffer.Data(), code->data(), code->size());
  return Napi::Uint8Array::New(env, code->size(), buffer, 0);
}

void KeepCode(const Napi::Function& compiled, std::string_view bundle) {
  if (Kept::Get().Find(bundle.data()) != nullptr) return;
  // A napi_value is a handle: see text_in_place.cc.
  const napi_value value = compiled;
  v8::Local<v8::Function> function;
  static_assert(sizeof(function) == sizeof(value));
  memcpy(static_cast<void*>(&function), &value, sizeof(value));
  const std::unique_ptr<v8::ScriptCompiler::CachedData> code(
      v8::ScriptCompiler::CreateCodeCacheForFunction(function));
  if (code != nullptr) Kept::Get().Add(bundle.data(), code->data, static_cast<size_t>(code->length));
}

}  // namespace flbnode
