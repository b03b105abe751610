#include "metrics.h"

#include <algorithm>

namespace flbnode {

namespace {

bool IsSame(const MetricFamily& a, const MetricFamily& b) {
  return a.name == b.name && a.kind == b.kind && a.labels.size() == b.labels.size() && a.bounds.size() == b.bounds.size();
}

void Add(MetricKind kind, const MetricSample& sample, std::optional<MetricSample>* sum) {
  if (!sum->has_value()) {
    *sum = sample;
    return;
  }
  (*sum)->value += sample.value;
  (*sum)->count += sample.count;
  for (size_t i = 0; i < std::min((*sum)->buckets.size(), sample.buckets.size()); ++i) {
    double& bucket = (*sum)->buckets[i];
    bucket = kind == MetricKind::kSummary ? std::max(bucket, sample.buckets[i]) : bucket + sample.buckets[i];
  }
}

}  // namespace

const Metrics::Created* Metrics::Find(const MetricFamily& family) const {
  const auto found = std::find_if(created_.begin(), created_.end(), [&](const Created& created) {
    return IsSame(created.family, family);
  });
  return found != created_.end() ? &*found : nullptr;
}

void Metrics::Declare(size_t worker, std::vector<MetricFamily> families) {
  std::lock_guard<Mutex> lock(mutex_);
  End(worker);
  families_[worker] = std::move(families);
}

// The Worker before has ended. If it was the only one, the next one counts from 0 again, as a process that was started
// again. Of one among others what it counted stays: a sum that falls would be taken for all of them counting from 0.
void Metrics::End(size_t worker) {
  const std::vector<MetricFamily>& families = families_[worker];
  for (auto& [key, value] : values_) {
    const auto last = value.of.find(worker);
    if (last == value.of.end()) continue;
    const MetricFamily& family = families[last->second.family];
    if (families_.size() > 1 && family.kind != MetricKind::kGauge && Find(family) != nullptr) {
      // A quantile is that of the observations of late.
      if (family.kind == MetricKind::kSummary) last->second.buckets.clear();
      Add(family.kind, last->second, &value.of_ended);
    }
    value.of.erase(last);
    value.changed = true;
  }
}

void Metrics::Set(size_t worker, std::vector<MetricSample> samples) {
  std::lock_guard<Mutex> lock(mutex_);
  const auto& families = families_[worker];
  for (MetricSample& sample : samples) {
    if (sample.family >= families.size()) continue;
    Value& value = values_[{families[sample.family].name, sample.labels}];
    value.of.insert_or_assign(worker, std::move(sample));
    value.changed = true;
  }
}

std::vector<std::string> Metrics::Create(void* cmt, const std::string& instance) {
  std::vector<std::string> refused;
  std::lock_guard<Mutex> lock(mutex_);
  instance_ = instance;
  // All Workers run the same code.
  for (const MetricFamily& family : families_[0]) {
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
  for (auto& [key, value] : values_) {
    if (!std::exchange(value.changed, false)) continue;
    std::optional<MetricSample> sum;
    const Created* created = nullptr;
    for (const auto& [worker, sample] : value.of) {
      const MetricFamily& family = families_[worker][sample.family];
      created = Find(family);
      if (created != nullptr) Add(family.kind, sample, &sum);
    }
    if (!sum.has_value()) continue;
    if (value.of_ended.has_value()) Add(created->family.kind, *value.of_ended, &sum);
    SetMetric(created->metric, created->family, *sum, instance_, now);
  }
}

void Metrics::Forget() {
  std::lock_guard<Mutex> lock(mutex_);
  created_.clear();
}

}  // namespace flbnode
