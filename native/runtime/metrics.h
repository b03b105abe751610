// A plugin's metrics, mirrored into the host's cmetrics.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cmetrics.h"
#include "core/sync.h"

namespace flbnode {

// Create during Init, Apply from the service timer: see cmetrics.h.
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
    MetricFamily family;
    void* metric;
  };

  Mutex mutex_;
  std::string instance_;
  std::vector<MetricFamily> families_;
  std::vector<Created> created_;
  std::map<std::pair<uint32_t, std::vector<std::string>>, MetricSample> samples_;
};

}  // namespace flbnode
