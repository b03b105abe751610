// One [CUSTOM]. Pipeline thread.
#pragma once

#include <memory>

#include "pipeline/instance.h"
#include "pipeline/plugin.h"

namespace host {

class Custom : public Instance {
 public:
  Custom(std::string plugin, int id, std::unique_ptr<CustomPlugin> implementation)
      : Instance("custom", std::move(plugin), id), implementation_(std::move(implementation)) {}

  bool set(const std::string& key, const std::string& value) override {
    static constexpr const char* kCore[] = {"net."};
    bool known;
    const bool ok = set_common(key, value, &known);
    if (!known && !key_in(key, kCore, 1)) add_property(key, value, false);
    return ok;
  }

  bool init() { return implementation_->init(*this); }
  void exit() { implementation_->exit(); }

 private:
  std::unique_ptr<CustomPlugin> implementation_;
};

}  // namespace host
