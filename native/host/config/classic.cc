// Fluent Bit's classic format: [SECTION] headers and indented `key value` lines. @SET and @INCLUDE are known.
#include <cctype>
#include <fstream>
#include <sstream>

#include "config/config_file.h"
#include "log.h"

namespace host {
namespace {

std::string trim(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

class Reader {
 public:
  explicit Reader(ConfigFile* file) : file_(file) {}

  void read(const std::string& path, std::istream&& in, int depth = 0) {
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
      try {
        read_line(path, line, depth);
      } catch (const ConfigError& error) {
        throw ConfigError(path + ":" + std::to_string(number) + ": " + error.what());
      }
    }
  }

 private:
  void read_line(const std::string& path, const std::string& line, int depth) {
    const std::string text = trim(line);
    if (text.empty() || text[0] == '#') return;
    if (line[0] == '@') return meta(path, text, depth);
    if (line[0] == '[') return header(text);
    if (!std::isblank(static_cast<unsigned char>(line[0]))) throw ConfigError("invalid indentation level");
    const std::size_t gap = text.find_first_of(" \t");
    if (gap == std::string::npos) {
      throw ConfigError("undefined value - check config is in valid classic format");
    }
    if (section_ == nullptr) throw ConfigError("a key outside of any section");
    section_->entries.push_back({lower(text.substr(0, gap)), trim(text.substr(gap))});
    if (in_plugins_ && section_->entries.back().key == "path") file_->plugins.push_back(section_->entries.back().value);
  }

  void header(const std::string& text) {
    const std::size_t end = text.find(']');
    if (end == std::string::npos) throw ConfigError("bad header definition");
    const std::string name = lower(trim(text.substr(1, end - 1)));
    in_plugins_ = name == "plugins";
    if (name == "service") {
      section_ = &file_->service;
    } else if (name == "input") {
      section_ = &file_->inputs.emplace_back();
    } else if (name == "output") {
      section_ = &file_->outputs.emplace_back();
    } else if (name == "custom") {
      section_ = &file_->customs.emplace_back();
    } else if (name == "filter") {
      section_ = &file_->filters.emplace_back();
    } else {
      if (!in_plugins_) log_warn("[config] section '%s' is ignored by flb-node-host", name.c_str());
      section_ = &other_;
    }
  }

  void meta(const std::string& path, const std::string& text, int depth) {
    const std::size_t gap = text.find_first_of(" \t");
    const std::string command = lower(text.substr(0, gap));
    const std::string rest = gap == std::string::npos ? "" : trim(text.substr(gap));
    if (command == "@include") {
      const std::size_t slash = path.rfind('/');
      const bool absolute = !rest.empty() && rest[0] == '/';
      include(absolute || slash == std::string::npos ? rest : path.substr(0, slash + 1) + rest, depth + 1);
    } else if (command == "@set") {
      const std::size_t equals = rest.find('=');
      if (equals == std::string::npos) throw ConfigError("@SET needs KEY=VALUE");
      file_->env[trim(rest.substr(0, equals))] = trim(rest.substr(equals + 1));
    } else {
      throw ConfigError("unknown command " + command);
    }
  }

  void include(const std::string& path, int depth) {
    if (depth > 8) throw ConfigError(path + ": too many nested @INCLUDE");
    std::ifstream in(path);
    if (!in) throw ConfigError("cannot open " + path);
    read(path, std::move(in), depth);
  }

  ConfigFile* file_;
  Section* section_ = nullptr;
  Section other_;
  bool in_plugins_ = false;
};

}  // namespace

ConfigFile read_classic(const std::string& path, const std::string& text) {
  ConfigFile file;
  Reader(&file).read(path, std::istringstream(text));
  return file;
}

}  // namespace host
