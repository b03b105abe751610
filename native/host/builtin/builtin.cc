#include "builtin/builtin.h"

#include <strings.h>

#include "fluent_bit_abi.h"

namespace host {
namespace {

class Null : public OutputPlugin {
 public:
  bool init(Output&) override { return true; }
  int flush(Output&, const void*, std::size_t, const std::string&) override { return flb::kOk; }
};

}  // namespace

std::unique_ptr<InputPlugin> make_builtin_input(const std::string& name) {
  return strcasecmp(name.c_str(), "dummy") == 0 ? make_dummy() : nullptr;
}

std::unique_ptr<OutputPlugin> make_builtin_output(const std::string& name) {
  if (strcasecmp(name.c_str(), "stdout") == 0) return make_stdout();
  if (strcasecmp(name.c_str(), "null") == 0) return std::make_unique<Null>();
  return nullptr;
}

}  // namespace host
