// flbnode-model [-l LIMIT] [NAME...]: runs the scenarios whose names begin so, each in every order of its threads, at
// most LIMIT of them. Exit status 0: every property held in all of them; 1: one did not, and the last lines say in which.
#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "scenarios.h"

int main(int argc, char** argv) {
  size_t limit = 50'000;
  for (int option; (option = getopt(argc, argv, "l:")) != -1;) {
    if (option != 'l') return 2;
    limit = strtoull(optarg, nullptr, 10);
  }
  // Threaded inputs have a thread of this name, and only they push.
  pthread_setname_np(pthread_self(), "flb-in-model");

  size_t runs = 0, scenarios = 0, bounded = 0;
  for (const auto& [name, make] : model::Scenarios()) {
    bool wanted = optind == argc;
    for (int i = optind; i < argc; ++i) wanted = wanted || name.compare(0, strlen(argv[i]), argv[i]) == 0;
    if (!wanted) continue;
    const auto began = std::chrono::steady_clock::now();
    const model::Outcome outcome = model::Explore(make, limit);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const int preemptions = make()->most_preemptions();
    const bool is_bounded = preemptions != model::Scenario::kNoBound;
    const std::string extent = !outcome.violation.empty() ? "violated"
                               : !outcome.complete        ? "cut off"
                               : is_bounded               ? "up to " + std::to_string(preemptions) + " preemptions"
                                                          : "all";
    printf("%-44s %7zu orders (%s), %3zu steps, %zu begun in vain, %.1f s\n", name.c_str(), outcome.runs,
           extent.c_str(), outcome.steps, outcome.redundant, took.count());
    if (!outcome.violation.empty()) {
      printf("%sviolated: %s\n", outcome.trace.c_str(), outcome.violation.c_str());
      return 1;
    }
    runs += outcome.runs;
    bounded += outcome.complete && !is_bounded ? 0 : 1;
    ++scenarios;
    fflush(stdout);
  }
  printf("%zu scenarios, %zu orders, %zu of the scenarios bounded\n", scenarios, runs, bounded);
  return scenarios > 0 ? 0 : 2;
}
