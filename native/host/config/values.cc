#include "config/values.h"

#include <strings.h>

#include <cctype>
#include <cmath>
#include <cstdlib>

#include "log.h"

namespace host {
namespace {

bool is(const std::string& text, const char* word) { return strcasecmp(text.c_str(), word) == 0; }

std::optional<std::string> look_up(const std::map<std::string, std::string>& env, const std::string& name) {
  const auto found = env.find(name);
  if (found != env.end()) return found->second;
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

}  // namespace

std::optional<bool> parse_bool(const std::string& text) {
  if (is(text, "true") || is(text, "on") || is(text, "yes")) return true;
  if (is(text, "false") || is(text, "off") || is(text, "no")) return false;
  return std::nullopt;
}

std::optional<std::int64_t> parse_size(const std::string& text) {
  if (is(text, "false")) return 0;
  if (text.empty()) return std::nullopt;
  const double number = std::atof(text.c_str());
  std::size_t suffix = text.size();
  while (suffix > 1 && !std::isdigit(static_cast<unsigned char>(text[suffix - 1]))) --suffix;
  const std::string unit = text.substr(suffix);
  if (unit.size() > 2 || (unit.size() == 2 && std::toupper(static_cast<unsigned char>(unit[1])) != 'B')) {
    return std::nullopt;
  }
  double factor = 1;
  if (!unit.empty()) {
    switch (std::toupper(static_cast<unsigned char>(unit[0]))) {
      case 'K': factor = 1e3; break;
      case 'M': factor = 1e6; break;
      case 'G': factor = 1e9; break;
      default: return std::nullopt;
    }
  }
  const double bytes = number * factor;
  if (!(std::abs(bytes) < 0x1p63)) return std::nullopt;  // NaN, too
  return static_cast<std::int64_t>(bytes);
}

std::optional<int> parse_log_level(const std::string& text) {
  static constexpr const char* kNames[] = {"off", "error", "warn", "info", "debug", "trace"};
  if (is(text, "warning")) return 2;
  for (int level = 0; level < 6; ++level) {
    if (is(text, kNames[level])) return level;
  }
  return std::nullopt;
}

std::string translate_env(const std::map<std::string, std::string>& env, const std::string& value) {
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t start = value.find("${", at);
    const std::size_t end = start == std::string::npos ? start : value.find('}', start);
    if (end == std::string::npos || end == start + 2) break;
    out.append(value, at, start - at);
    const std::string inside = value.substr(start + 2, end - start - 2);
    const std::size_t colon = inside.find(":-");
    const std::string name = inside.substr(0, colon);
    const auto found = look_up(env, name);
    if (found && !(colon != std::string::npos && found->empty())) {
      out += *found;
    } else if (colon != std::string::npos) {
      out += inside.substr(colon + 2);
    } else if (!found) {
      log_warn("[env] variable ${%s} is used but not set", name.c_str());
    }
    at = end + 1;
  }
  return out.append(value, at, std::string::npos);
}

}  // namespace host
