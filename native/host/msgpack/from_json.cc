#include "msgpack/from_json.h"

#include <yaml-cpp/yaml.h>

#include <cstring>
#include <stdexcept>

namespace host {
namespace {

void big_endian(std::string* out, std::uint64_t value, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) *out += static_cast<char>(value >> shift);
}

void put_size(std::string* out, std::size_t size, unsigned fixed, unsigned fixed_max, unsigned tag16) {
  if (size <= fixed_max) {
    *out += static_cast<char>(fixed | size);
  } else if (size <= 0xffff) {
    *out += static_cast<char>(tag16);
    big_endian(out, size, 2);
  } else {
    *out += static_cast<char>(tag16 + 1);
    big_endian(out, size, 4);
  }
}

void put_string(std::string* out, const std::string& text) {
  put_size(out, text.size(), 0xa0, 31, 0xda);
  *out += text;
}

void put_scalar(std::string* out, const YAML::Node& node) {
  std::int64_t integer;
  std::uint64_t natural;
  double real;
  if (node.Tag() == "!") return put_string(out, node.Scalar());  // quoted
  if (node.Scalar() == "true" || node.Scalar() == "false") {
    *out += static_cast<char>(node.Scalar() == "true" ? 0xc3 : 0xc2);
  } else if (YAML::convert<std::uint64_t>::decode(node, natural)) {
    if (natural <= 0x7f) {
      *out += static_cast<char>(natural);
    } else {
      *out += static_cast<char>(0xcf);
      big_endian(out, natural, 8);
    }
  } else if (YAML::convert<std::int64_t>::decode(node, integer)) {
    *out += static_cast<char>(0xd3);
    big_endian(out, static_cast<std::uint64_t>(integer), 8);
  } else if (YAML::convert<double>::decode(node, real)) {
    std::uint64_t bits;
    std::memcpy(&bits, &real, sizeof bits);
    *out += static_cast<char>(0xcb);
    big_endian(out, bits, 8);
  } else {
    put_string(out, node.Scalar());
  }
}

// More than any record of a configuration file. YAML's aliases, which JSON has not, may contain themselves, or double
// the whole at each line.
constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxSize = 1 << 18;

void put(std::string* out, const YAML::Node& node, int depth = 0) {
  if (depth == kMaxDepth || out->size() > kMaxSize) throw std::runtime_error("nested too deep, or too large");
  if (node.IsMap()) {
    put_size(out, node.size(), 0x80, 15, 0xde);
    for (const auto& entry : node) {
      put_string(out, entry.first.Scalar());
      put(out, entry.second, depth + 1);
    }
  } else if (node.IsSequence()) {
    put_size(out, node.size(), 0x90, 15, 0xdc);
    for (const auto& item : node) put(out, item, depth + 1);
  } else if (node.IsScalar()) {
    put_scalar(out, node);
  } else {
    *out += static_cast<char>(0xc0);
  }
}

}  // namespace

std::string map_from_json(const std::string& json) {
  const YAML::Node node = YAML::Load(json);  // throws YAML::Exception, a runtime_error
  if (!node.IsMap()) throw std::runtime_error("not a JSON object");
  std::string out;
  put(&out, node);
  return out;
}

std::string encode_event(std::int64_t seconds, std::uint32_t nanoseconds, const std::string& metadata,
                         const std::string& body) {
  std::string out = "\x92\x92\xd7";
  out += '\0';
  big_endian(&out, static_cast<std::uint32_t>(seconds), 4);
  big_endian(&out, nanoseconds, 4);
  return out + metadata + body;
}

}  // namespace host
