#include "msgpack/print.h"

#include <cctype>
#include <cstdio>

namespace host {
namespace {

void print_binary(std::string_view bytes, std::string* out) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"') {
      *out += "\\\"";
    } else if (std::isprint(byte)) {
      *out += c;
    } else {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", byte);
      *out += hex;
    }
  }
}

bool print_elements(Reader* reader, std::string* out, std::size_t count, bool pairs, int max_depth) {
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) *out += ", ";
    if (!print_value(reader, out, max_depth)) return false;
    if (!pairs) continue;
    *out += "=>";
    if (!print_value(reader, out, max_depth)) return false;
  }
  return true;
}

}  // namespace

bool print_value(Reader* reader, std::string* out, int max_depth) {
  Value value;
  if (max_depth == 0 || !reader->next(&value)) return false;
  switch (value.type) {
    case Value::kNil: *out += "nil"; return true;
    case Value::kBool: *out += value.boolean ? "true" : "false"; return true;
    case Value::kUnsigned: *out += std::to_string(value.u); return true;
    case Value::kSigned: *out += std::to_string(value.i); return true;
    case Value::kFloat: *out += std::to_string(value.f); return true;  // "%f", as msgpack-c does
    case Value::kString: out->append("\"").append(value.bytes).append("\""); return true;
    case Value::kExt: *out += "(ext: " + std::to_string(value.ext_type) + ")"; [[fallthrough]];
    case Value::kBinary:
      *out += '"';
      print_binary(value.bytes, out);
      *out += '"';
      return true;
    case Value::kArray:
    case Value::kMap: {
      const bool map = value.type == Value::kMap;
      *out += map ? '{' : '[';
      if (!print_elements(reader, out, value.size, map, max_depth - 1)) return false;
      *out += map ? '}' : ']';
      return true;
    }
  }
  return false;
}

}  // namespace host
