// What is tried in all orders.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scheduler.h"

namespace model {

struct NamedScenario {
  std::string name;
  std::function<std::unique_ptr<Scenario>()> make;
};

const std::vector<NamedScenario>& Scenarios();

// Those of parts alone: scenarios_core.cc.
std::vector<NamedScenario> CoreScenarios();

}  // namespace model
