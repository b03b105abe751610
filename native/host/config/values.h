// How Fluent Bit reads the text of a value. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace host {

std::optional<bool> parse_bool(const std::string& text);         // on/off, true/false, yes/no
std::optional<std::int64_t> parse_size(const std::string& text);  // 10M, 5KB, false (0): powers of 1,000
std::optional<int> parse_log_level(const std::string& text);     // off, error, warn(ing), info, debug, trace

// Replaces ${NAME} and ${NAME:-default}: first from the configuration, then from the process environment.
std::string translate_env(const std::map<std::string, std::string>& env, const std::string& value);

}  // namespace host
