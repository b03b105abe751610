// Walks MessagePack in place. Any thread; the bytes must outlive the values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace host {

struct Value {
  enum Type { kNil, kBool, kUnsigned, kSigned, kFloat, kString, kBinary, kExt, kArray, kMap };
  Type type = kNil;
  bool boolean = false;
  std::uint64_t u = 0;
  std::int64_t i = 0;
  double f = 0;
  int ext_type = 0;
  std::string_view bytes;  // strings, binary, ext
  std::size_t size = 0;    // elements of an array, pairs of a map; they follow in the reader
};

class Reader {
 public:
  Reader(const void* data, std::size_t size)
      : start_(static_cast<const unsigned char*>(data)), at_(start_), end_(start_ + size) {}

  bool next(Value* out);         // a header or a scalar; false when the bytes end or are not MessagePack
  bool skip(int max_depth = 64);  // one whole value
  std::size_t offset() const { return static_cast<std::size_t>(at_ - start_); }
  bool done() const { return at_ == end_; }

 private:
  bool big_endian(std::size_t width, std::uint64_t* out);
  bool take(std::size_t length, std::string_view* out);

  const unsigned char* start_;
  const unsigned char* at_;
  const unsigned char* end_;
};

}  // namespace host
