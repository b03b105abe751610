// native/core/error_text: any text in the place of a %s, and any message.
#include "core/error_text.h"

#include "input.h"

namespace {

struct Entry {
  const char* code;
  const char* message;
  const char* fix;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const std::string message(input.Bytes(input.Take<uint8_t>()));
  const std::string first(input.Bytes(input.Take<uint8_t>()));
  const std::string second(input.Rest());
  const std::string text = flbnode::ErrorText(Entry{"CODE", message.c_str(), "fix"}, {first, second});

  const std::string shown(message.c_str());
  const std::string end = " [CODE] -> fix";
  const size_t place = shown.find("%s");
  std::string expected = shown;
  if (place != std::string::npos) {
    const size_t next = shown.find("%s", place + 2);
    expected = shown.substr(0, place) + first;
    expected += next == std::string::npos ? shown.substr(place + 2)
                                          : shown.substr(place + 2, next - place - 2) + second + shown.substr(next + 2);
  }
  fuzz::Require(text == expected + end);
  return 0;
}
