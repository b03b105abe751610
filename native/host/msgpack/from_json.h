// JSON text (read with the YAML parser, of whose language it is a part) to MessagePack. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace host {

// Throws std::runtime_error when the text is not a map.
std::string map_from_json(const std::string& json);

// [[time, metadata], body] with the time as Fluent Bit's EventTime.
std::string encode_event(std::int64_t seconds, std::uint32_t nanoseconds, const std::string& metadata,
                         const std::string& body);

}  // namespace host
