#include "metrics.h"

namespace flbnode {

void Metrics::Declare(std::vector<MetricFamily> families) {
  std::lock_guard<Mutex> lock(mutex_);
  families_ = std::move(families);
  // They refer to the families of the Worker before.
  samples_.clear();
}

void Metrics::Set(std::vector<MetricSample> samples) {
  std::lock_guard<Mutex> lock(mutex_);
  for (MetricSample& sample : samples) {
    auto key = std::make_pair(sample.family, sample.labels);
    samples_.insert_or_assign(std::move(key), std::move(sample));
  }
}

std::vector<std::string> Metrics::Create(void* cmt, const std::string& instance) {
  std::vector<std::string> refused;
  std::lock_guard<Mutex> lock(mutex_);
  instance_ = instance;
  for (const MetricFamily& family : families_) {
    void* metric = CreateMetric(cmt, family);
    if (metric == nullptr) {
      refused.push_back(family.name);
    } else {
      created_.push_back({family, metric});
    }
  }
  return refused;
}

void Metrics::Apply() {
  // Under the lock throughout: Exit waits here before Fluent Bit frees the metrics.
  std::lock_guard<Mutex> lock(mutex_);
  const uint64_t now = CmetricsNow();
  for (const auto& [key, sample] : std::exchange(samples_, {})) {
    if (sample.family >= families_.size()) continue;
    const MetricFamily& family = families_[sample.family];
    for (const auto& [created, metric] : created_) {
      if (created.name == family.name && created.kind == family.kind && created.labels.size() == sample.labels.size()) {
        SetMetric(metric, created, sample, instance_, now);
      }
    }
  }
}

void Metrics::Forget() {
  std::lock_guard<Mutex> lock(mutex_);
  created_.clear();
}

}  // namespace flbnode
