// A plugin's metrics, mirrored into the host's cmetrics.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace flbnode {

// As in src/runtime/binding.ts.
enum class MetricKind { kCounter, kGauge, kHistogram, kSummary };

struct MetricFamily {
  MetricKind kind;
  std::string name;
  std::string help;
  std::vector<std::string> labels;
  std::vector<double> bounds;
};

struct MetricSample {
  uint32_t family;
  std::vector<std::string> labels;
  double value;
  uint64_t count;
  std::vector<double> buckets;
};

// cmetrics locks neither the creation of metrics (never) nor new label values (before 5.1). So both happen on one
// Fluent Bit thread, the instance's: Create during Init, Apply from the service timer.
class Metrics {
 public:
  // JavaScript's thread. A restarted Worker declares its families again: known names keep their metric, new ones are
  // not mirrored.
  void Declare(std::vector<MetricFamily> families);
  // JavaScript's thread: newest values of some label sets; other values that were not applied yet stay.
  void Set(std::vector<MetricSample> samples);

  // Fluent Bit's thread, during Init. `instance` becomes the value of the label "name", as in Fluent Bit's own
  // metrics, so that two instances never collide. Returns the names that the host refused.
  std::vector<std::string> Create(void* cmt, const std::string& instance);
  // Fluent Bit's thread.
  void Apply();
  // At Exit: Fluent Bit frees the metrics soon after.
  void Forget();

 private:
  struct Created {
    std::string name;
    MetricKind kind;
    size_t labels;
    size_t bounds;
    void* metric;
  };
  void ApplyOne(const Created& created, const MetricSample& sample, uint64_t now);

  std::mutex mutex_;
  std::string instance_;
  std::vector<MetricFamily> families_;
  std::vector<Created> created_;
  std::map<std::pair<uint32_t, std::vector<std::string>>, MetricSample> samples_;
};

}  // namespace flbnode
