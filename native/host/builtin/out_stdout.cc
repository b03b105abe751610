// Prints like Fluent Bit's stdout output: [0] tag: [[1700000000.123456789, {}], {"message"=>"hello"}]
#include <unistd.h>

#include <cinttypes>
#include <cstdio>

#include "builtin/builtin.h"
#include "fluent_bit_abi.h"
#include "msgpack/events.h"
#include "msgpack/print.h"
#include "pipeline/output.h"

namespace host {
namespace {

void write_all(const std::string& text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const ssize_t n = write(STDOUT_FILENO, text.data() + at, text.size() - at);
    if (n <= 0) return;
    at += static_cast<std::size_t>(n);
  }
}

class Stdout : public OutputPlugin {
 public:
  bool init(Output&) override { return true; }

  int flush(Output& output, const void* data, std::size_t size, const std::string& tag) override {
    std::string text;
    EventDecoder decoder(data, size);
    Event event, group;
    bool in_group = false;
    std::size_t number = 0;
    while (decoder.next(&event)) {
      if (event.seconds == kGroupStart || event.seconds == kGroupEnd) {
        in_group = event.seconds == kGroupStart;
        group = event;
        continue;
      }
      if (in_group) {
        text += "GROUP METADATA : \n\n" + group.metadata + "\n\nGROUP ATTRIBUTES : \n\n" + group.body + "\n\n";
      }
      char time[64];
      std::snprintf(time, sizeof time, "%" PRId64 ".%09" PRIu32, event.seconds, event.nanoseconds);
      text += '[' + std::to_string(number++) + "] " + tag + ": [[" + time + ", " + event.metadata + "], " + event.body +
              "]\n";
    }
    write_all(text);
    if (decoder.whole()) return flb::kOk;
    output.log(flb::kLogError, "Log event decoder error : the chunk is not made of log events");
    return flb::kError;
  }
};

}  // namespace

std::unique_ptr<OutputPlugin> make_stdout() { return std::make_unique<Stdout>(); }

}  // namespace host
