#include "text_in_place.h"

#include <v8.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

namespace flbnode {

namespace {

class OneByte : public v8::String::ExternalOneByteStringResource {
 public:
  explicit OneByte(std::string_view text) : text_(text) {}
  const char* data() const override { return text_.data(); }
  size_t length() const override { return text_.size(); }

 private:
  const std::string_view text_;
};

class TwoByte : public v8::String::ExternalStringResource {
 public:
  explicit TwoByte(const std::u16string& text) : text_(text) {}
  const uint16_t* data() const override { return reinterpret_cast<const uint16_t*>(text_.data()); }
  size_t length() const override { return text_.size(); }

 private:
  const std::u16string& text_;
};

// What is one byte a character in UTF-8 and in V8's Latin-1 alike.
bool IsAscii(std::string_view text) {
  constexpr uint64_t kHigh = 0x8080808080808080;
  uint64_t seen = 0;
  size_t at = 0;
  for (uint64_t word; at + sizeof(word) <= text.size(); at += sizeof(word)) {
    memcpy(&word, text.data() + at, sizeof(word));
    seen |= word;
  }
  for (; at < text.size(); ++at) seen |= static_cast<unsigned char>(text[at]);
  return (seen & kHigh) == 0;
}

// By where the text is. Never freed, for a Worker may outlive all that ends.
const std::u16string& InTwoBytes(Napi::Env env, std::string_view text) {
  static auto* const mutex = new std::mutex();
  static auto* const texts = new std::map<const char*, std::u16string>();
  std::lock_guard<std::mutex> lock(*mutex);
  auto known = texts->find(text.data());
  if (known == texts->end()) {
    known = texts->emplace(text.data(), Napi::String::New(env, text.data(), text.size()).Utf16Value()).first;
  }
  return known->second;
}

}  // namespace

Napi::String TextInPlace(Napi::Env env, std::string_view text) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::MaybeLocal<v8::String> made;
  // V8 owns the resource from here on.
  if (IsAscii(text)) {
    made = v8::String::NewExternalOneByte(isolate, new OneByte(text));
  } else {
    made = v8::String::NewExternalTwoByte(isolate, new TwoByte(InTwoBytes(env, text)));
  }
  v8::Local<v8::String> string;
  // Longer than V8's longest: then Node-API says so, too.
  if (!made.ToLocal(&string)) return Napi::String::New(env, text.data(), text.size());
  // Node-API has this in its experimental part only. A napi_value is a handle, as in Node's own js_native_api_v8.h.
  static_assert(sizeof(string) == sizeof(napi_value));
  napi_value value;
  memcpy(&value, static_cast<void*>(&string), sizeof(value));
  return Napi::String(env, value);
}

}  // namespace flbnode
