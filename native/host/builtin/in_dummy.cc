// Fluent Bit's `dummy` input: `dummy` and `metadata` (JSON), `rate` a second, `copies` each time, `samples` in all.
#include <ctime>

#include <cstdlib>
#include <stdexcept>

#include "builtin/builtin.h"
#include "fluent_bit_abi.h"
#include "msgpack/from_json.h"
#include "pipeline/input.h"

namespace host {
namespace {

std::string text_of(const Input& input, const char* key, const char* fallback) {
  const char* const value = input.property(key);
  return value != nullptr ? value : fallback;
}

class Dummy : public InputPlugin {
 public:
  int init(Input& input) override {
    input_ = &input;
    try {
      body_ = map_from_json(text_of(input, "dummy", R"({"message":"dummy"})"));
      metadata_ = map_from_json(text_of(input, "metadata", "{}"));
    } catch (const std::runtime_error& error) {
      input.log(flb::kLogError, "invalid JSON: %s", error.what());
      return -1;
    }
    samples_ = std::atoi(text_of(input, "samples", "0").c_str());
    copies_ = std::atoi(text_of(input, "copies", "1").c_str());
    const int rate = std::atoi(text_of(input, "rate", "1").c_str());
    std::chrono::nanoseconds interval = std::chrono::seconds(1);
    if (rate > 1) interval /= rate;
    collector_ = input.collectors().add_timer(interval, [this] { return collect(); });
    return input.threaded() ? collector_ : 0;
  }

  void pause() override { input_->collectors().pause(collector_); }
  void resume() override { input_->collectors().resume(collector_, input_->pipeline()->ingestion_active()); }

 private:
  int collect() {
    if (samples_ > 0 && made_ >= samples_) return -1;
    std::string chunk;
    for (int i = 0; i < copies_; ++i) {
      timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      chunk += encode_event(now.tv_sec, static_cast<std::uint32_t>(now.tv_nsec), metadata_, body_);
    }
    ++made_;
    return input_->append(nullptr, 0, chunk.data(), chunk.size(), static_cast<std::size_t>(copies_));
  }

  Input* input_ = nullptr;
  std::string body_, metadata_;
  int samples_ = 0;
  int copies_ = 1;
  int made_ = 0;
  int collector_ = -1;
};

}  // namespace

std::unique_ptr<InputPlugin> make_dummy() { return std::make_unique<Dummy>(); }

}  // namespace host
