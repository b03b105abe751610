// One [CUSTOM]. Pipeline thread.
#pragma once

#include <memory>

#include "pipeline/config_map.h"
#include "pipeline/instance.h"
#include "pipeline/plugin.h"

namespace host {

class Custom : public Instance {
 public:
  Custom(std::string plugin, int id, std::unique_ptr<CustomPlugin> implementation, const void* config_map)
      : Instance("custom", std::move(plugin), id),
        implementation_(std::move(implementation)),
        config_map_(config_map) {}

  bool set(const std::string& key, const std::string& value) override {
    static constexpr const char* kCore[] = {"net."};
    bool known;
    const bool ok = set_common(key, value, &known);
    if (!known && !key_in(key, kCore, 1)) add_property(key, value, false);
    return ok;
  }

  bool init() { return check_properties(*this, config_map_) && implementation_->init(*this); }
  void exit() { implementation_->exit(); }

 private:
  std::unique_ptr<CustomPlugin> implementation_;
  const void* config_map_;
};

}  // namespace host
