#include "redactor.h"

#include <algorithm>
#include <cctype>

namespace flbnode {

namespace {

constexpr const char kMark[] = "[secret]";
constexpr size_t kShort = 4;

bool IsWord(char letter) { return isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_'; }

bool StandsAlone(const std::string& text, size_t at, size_t size) {
  return (at == 0 || !IsWord(text[at - 1])) && (at + size == text.size() || !IsWord(text[at + size]));
}

}  // namespace

void Redactor::Add(const std::vector<std::string>& values) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const std::string& value : values) {
    if (!value.empty() && std::find(values_.begin(), values_.end(), value) == values_.end()) values_.push_back(value);
  }
}

std::string Redactor::Redact(const std::string& text) const {
  std::lock_guard<std::mutex> lock(mutex_);
  // Which bytes belong to a value. First all are found, then replaced: values may overlap, or be part of another one or
  // of the mark.
  std::vector<bool> secret;
  for (const std::string& value : values_) {
    for (size_t at = 0; (at = text.find(value, at)) != std::string::npos; ++at) {
      if (value.size() < kShort && !StandsAlone(text, at, value.size())) continue;
      secret.resize(text.size());
      std::fill_n(secret.begin() + static_cast<std::ptrdiff_t>(at), value.size(), true);
    }
  }
  if (secret.empty()) return text;

  std::string redacted;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!secret[at]) {
      redacted += text[at];
    } else if (at == 0 || !secret[at - 1]) {
      redacted += kMark;
    }
  }
  return redacted;
}

}  // namespace flbnode
