#include "cmetrics.h"

#include <time.h>

#include <utility>

#include "host_api.h"

namespace flbnode {

namespace {

// cmetrics takes char* and char** everywhere and changes none of it.
char* Text(const std::string& text) { return const_cast<char*>(text.c_str()); }

std::vector<char*> Texts(const std::string& first, const std::vector<std::string>& rest) {
  std::vector<char*> texts = {Text(first)};
  for (const std::string& text : rest) texts.push_back(Text(text));
  return texts;
}

const std::string kInstanceLabel = "name";

// cmetrics joins a name space, a subsystem and a name by '_'. The cmetrics of Fluent Bit 2.2 does so with an empty name
// space too, and every name would begin with '_': so the name is split at its first one.
std::pair<std::string, std::string> SplitName(const std::string& name) {
  const size_t at = name.find('_');
  if (at == std::string::npos || at == 0 || at + 1 == name.size()) return {"", name};
  return {name.substr(0, at), name.substr(at + 1)};
}

}  // namespace

void* CreateMetric(void* cmt, const MetricFamily& family) {
  const HostApi& host = HostApi::Get();
  if (cmt == nullptr || !host.has_cmetrics()) return nullptr;
  std::vector<char*> keys = Texts(kInstanceLabel, family.labels);
  const int n = static_cast<int>(keys.size());
  const auto [space, rest] = SplitName(family.name);
  char empty[] = "";
  char* ns = Text(space);
  char* name = Text(rest);
  char* help = Text(family.help);
  std::vector<double> bounds = family.bounds;
  switch (family.kind) {
    case MetricKind::kCounter: {
      void* counter = host.counter_create(cmt, ns, empty, name, help, n, keys.data());
      // A restarted Worker counts from 0 again, which the host refuses otherwise.
      if (counter != nullptr) host.counter_allow_reset(counter);
      return counter;
    }
    case MetricKind::kGauge:
      return host.gauge_create(cmt, ns, empty, name, help, n, keys.data());
    case MetricKind::kHistogram: {
      // The histogram owns the buckets from here on, also when it could not be created.
      void* buckets = host.histogram_buckets_create_size(bounds.data(), bounds.size());
      if (buckets == nullptr) return nullptr;
      return host.histogram_create(cmt, ns, empty, name, help, buckets, n, keys.data());
    }
    case MetricKind::kSummary:
      return host.summary_create(cmt, ns, empty, name, help, bounds.size(), bounds.data(), n, keys.data());
  }
  return nullptr;
}

void SetMetric(void* metric, const MetricFamily& family, const MetricSample& sample, const std::string& instance,
               uint64_t now) {
  const HostApi& host = HostApi::Get();
  std::vector<char*> values = Texts(instance, sample.labels);
  const int n = static_cast<int>(values.size());
  switch (family.kind) {
    case MetricKind::kCounter:
      host.counter_set(metric, now, sample.value, n, values.data());
      break;
    case MetricKind::kGauge:
      host.gauge_set(metric, now, sample.value, n, values.data());
      break;
    case MetricKind::kHistogram: {
      // The host reads one count per bound and one for +Inf, unchecked.
      if (sample.buckets.size() != family.bounds.size() + 1) break;
      std::vector<uint64_t> buckets(sample.buckets.begin(), sample.buckets.end());
      host.histogram_set_default(metric, now, buckets.data(), sample.value, sample.count, n, values.data());
      break;
    }
    case MetricKind::kSummary: {
      if (sample.buckets.size() != family.bounds.size()) break;
      std::vector<double> quantiles = sample.buckets;
      host.summary_set_default(metric, now, quantiles.data(), sample.value, sample.count, n, values.data());
      break;
    }
  }
}

uint64_t CmetricsNow() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace flbnode
