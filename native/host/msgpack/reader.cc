#include "msgpack/reader.h"

#include <cstring>

namespace host {

bool Reader::big_endian(std::size_t width, std::uint64_t* out) {
  if (static_cast<std::size_t>(end_ - at_) < width) return false;
  *out = 0;
  for (std::size_t i = 0; i < width; ++i) *out = *out << 8 | *at_++;
  return true;
}

bool Reader::take(std::size_t length, std::string_view* out) {
  if (static_cast<std::size_t>(end_ - at_) < length) return false;
  *out = {reinterpret_cast<const char*>(at_), length};
  at_ += length;
  return true;
}

bool Reader::next(Value* out) {
  *out = {};
  if (at_ == end_) return false;
  const unsigned tag = *at_++;
  std::uint64_t n = 0;
  const auto sized = [&](Value::Type type, std::size_t width) {
    out->type = type;
    if (!big_endian(width, &n)) return false;
    if (type == Value::kArray || type == Value::kMap) {
      out->size = n;
      return true;
    }
    return take(n, &out->bytes);
  };
  const auto ext = [&](std::size_t length) {
    std::uint64_t type;
    if (!big_endian(1, &type)) return false;
    out->type = Value::kExt;
    out->ext_type = static_cast<std::int8_t>(type);
    return take(length, &out->bytes);
  };
  const auto sign = [&](std::size_t width) {
    if (!big_endian(width, &n)) return false;
    const unsigned shift = static_cast<unsigned>(64 - 8 * width);
    out->i = static_cast<std::int64_t>(n << shift) >> shift;
    out->type = out->i < 0 ? Value::kSigned : Value::kUnsigned;
    out->u = static_cast<std::uint64_t>(out->i);
    return true;
  };

  if (tag <= 0x7f) {
    out->type = Value::kUnsigned;
    out->u = tag;
    return true;
  }
  if (tag >= 0xe0) {
    out->type = Value::kSigned;
    out->i = static_cast<std::int8_t>(tag);
    return true;
  }
  if (tag <= 0x9f) {
    out->type = tag <= 0x8f ? Value::kMap : Value::kArray;
    out->size = tag & 0x0f;
    return true;
  }
  if (tag <= 0xbf) {
    out->type = Value::kString;
    return take(tag & 0x1f, &out->bytes);
  }
  switch (tag) {
    case 0xc0: return true;
    case 0xc2:
    case 0xc3: out->type = Value::kBool; out->boolean = tag == 0xc3; return true;
    case 0xc4: return sized(Value::kBinary, 1);
    case 0xc5: return sized(Value::kBinary, 2);
    case 0xc6: return sized(Value::kBinary, 4);
    case 0xc7: return big_endian(1, &n) && ext(n);
    case 0xc8: return big_endian(2, &n) && ext(n);
    case 0xc9: return big_endian(4, &n) && ext(n);
    case 0xca: {
      out->type = Value::kFloat;
      if (!big_endian(4, &n)) return false;
      const std::uint32_t bits = static_cast<std::uint32_t>(n);
      float value;
      std::memcpy(&value, &bits, sizeof value);
      out->f = value;
      return true;
    }
    case 0xcb:
      out->type = Value::kFloat;
      if (!big_endian(8, &n)) return false;
      std::memcpy(&out->f, &n, sizeof out->f);
      return true;
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf: out->type = Value::kUnsigned; return big_endian(std::size_t{1} << (tag - 0xcc), &out->u);
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3: return sign(std::size_t{1} << (tag - 0xd0));
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8: return ext(std::size_t{1} << (tag - 0xd4));
    case 0xd9: return sized(Value::kString, 1);
    case 0xda: return sized(Value::kString, 2);
    case 0xdb: return sized(Value::kString, 4);
    case 0xdc: return sized(Value::kArray, 2);
    case 0xdd: return sized(Value::kArray, 4);
    case 0xde: return sized(Value::kMap, 2);
    case 0xdf: return sized(Value::kMap, 4);
    default: return false;  // 0xc1
  }
}

bool Reader::skip(int max_depth) {
  Value value;
  if (max_depth == 0 || !next(&value)) return false;
  std::size_t children = value.type == Value::kArray ? value.size : value.type == Value::kMap ? 2 * value.size : 0;
  while (children-- > 0) {
    if (!skip(max_depth - 1)) return false;
  }
  return true;
}

}  // namespace host
