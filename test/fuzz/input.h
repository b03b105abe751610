// The bytes of one run of a fuzz target, taken bit by bit.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace fuzz {

// What a target finds wrong: libFuzzer, the sanitizers and the replay all report an abort with its stack.
inline void Require(bool holds) {
  if (!holds) abort();
}

class Input {
 public:
  Input(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool done() const { return rest_.empty(); }

  // Zeroes where the input has ended.
  template <typename T>
  T Take() {
    T value{};
    const std::string_view bytes = Bytes(sizeof(T));
    memcpy(&value, bytes.data(), bytes.size());
    return value;
  }

  std::string_view Bytes(size_t size) {
    const std::string_view bytes = rest_.substr(0, std::min(size, rest_.size()));
    rest_.remove_prefix(bytes.size());
    return bytes;
  }

  std::string_view Rest() { return Bytes(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace fuzz
