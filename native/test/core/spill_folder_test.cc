#include "core/spill_folder.h"

#include <doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

using flbnode::Batch;
using flbnode::SpillFolder;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "flbnode-spill-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }

  const std::string& path() const { return path_; }
  std::vector<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) names.insert(entry.path().filename().string());
    return {names.begin(), names.end()};
  }
  std::string first() const { return path_ + "/" + files().at(0); }

 private:
  std::string path_;
};

std::deque<Batch> Numbers(int from, int to) {
  std::deque<Batch> batches;
  for (int n = from; n < to; ++n) {
    const std::string text = std::to_string(n);
    batches.push_back({"t", {text.begin(), text.end()}, 1});
  }
  return batches;
}

std::vector<int> Read(const std::deque<Batch>& batches) {
  std::vector<int> numbers;
  for (const Batch& batch : batches) numbers.push_back(std::stoi(std::string(batch.data.begin(), batch.data.end())));
  return numbers;
}

std::vector<int> UpTo(int count) { return Read(Numbers(0, count)); }

// One life of an instance that takes `taken` of what it loads, and is refused the rest and `more`.
std::vector<int> Live(const Folder& folder, size_t taken, std::deque<Batch> more = {}) {
  SpillFolder spill(folder.path(), "in", "a");
  std::deque<Batch> left = spill.Load().batches;
  const std::vector<int> loaded = Read(left);
  for (size_t i = 0; i < taken; ++i) {
    left.pop_front();
    spill.Taken();
  }
  for (Batch& batch : more) left.push_back(std::move(batch));
  const size_t records = left.size();
  const SpillFolder::Saved saved = spill.Save(std::move(left));
  CHECK(saved.records == records);
  CHECK(saved.lost == 0);
  return loaded;
}

}  // namespace

TEST_CASE("what was refused comes back in order, and its file goes with the last batch that is taken") {
  Folder folder;
  CHECK(Live(folder, 0, Numbers(0, 3)).empty());
  REQUIRE(folder.files().size() == 1);
  SpillFolder spill(folder.path(), "in", "a");
  CHECK(Read(spill.Load().batches) == UpTo(3));
  spill.Taken();
  spill.Taken();
  CHECK(folder.files().size() == 1);
  spill.Taken();
  CHECK(folder.files().empty());
  spill.Taken();  // those after them are no business of the folder's
}

TEST_CASE("files add up, unread ones stay, and a part that was taken does not come again") {
  Folder folder;
  Live(folder, 0, Numbers(0, 3));
  CHECK(Live(folder, 0, Numbers(3, 5)) == UpTo(3));
  CHECK(folder.files().size() == 2);
  CHECK(Live(folder, 1, Numbers(5, 6)) == UpTo(5));
  CHECK(Live(folder, 0) == std::vector<int>{1, 2, 3, 4, 5});
  CHECK(Live(folder, 3) == std::vector<int>{1, 2, 3, 4, 5});
  CHECK(Live(folder, 2) == std::vector<int>{4, 5});
  CHECK(folder.files().empty());
}

TEST_CASE("a process that dies leaves everything that was not taken whole") {
  Folder folder;
  Live(folder, 0, Numbers(0, 3));
  {
    SpillFolder spill(folder.path(), "in", "a");
    CHECK(spill.Load().records == 3);
    spill.Taken();
    spill.Taken();
  }
  CHECK(Live(folder, 3) == UpTo(3));
}

TEST_CASE("two instances of one name read each file once, and overwrite nothing") {
  Folder folder;
  Live(folder, 0, Numbers(0, 3));
  SpillFolder first(folder.path(), "in", "a");
  SpillFolder second(folder.path(), "in", "a");
  CHECK(first.Load().records == 3);
  CHECK(second.Load().records == 0);
  CHECK(second.Save(Numbers(3, 4)).records == 1);
  CHECK(first.Save(Numbers(0, 3)).records == 3);
  CHECK(folder.files().size() == 2);
  CHECK(Live(folder, 4) == UpTo(4));
}

TEST_CASE("other names have files of their own") {
  Folder folder;
  Live(folder, 0, Numbers(0, 3));
  for (const char* name : {"a.1", "b", "", "A"}) CHECK(SpillFolder(folder.path(), "in", name).Load().records == 0);
  CHECK(SpillFolder(folder.path(), "other", "a").Load().records == 0);
}

TEST_CASE("of a damaged file comes what is before the damage, and it is kept") {
  Folder folder;
  Live(folder, 0, Numbers(0, 3));
  fs::resize_file(folder.first(), fs::file_size(folder.first()) - 20);
  {
    SpillFolder spill(folder.path(), "in", "a");
    const SpillFolder::Loaded loaded = spill.Load();
    CHECK(Read(loaded.batches) == UpTo(2));
    REQUIRE(loaded.damaged.size() == 1);
    CHECK(loaded.damaged[0].records == 2);
    spill.Taken();
    CHECK(folder.files() == std::vector<std::string>{loaded.damaged[0].file});
    spill.Taken();
    CHECK(folder.files() == std::vector<std::string>{loaded.damaged[0].kept_as});
  }
  CHECK(Live(folder, 0).empty());
}

TEST_CASE("a file that is not ours is kept, too") {
  Folder folder;
  Live(folder, 0, Numbers(0, 1));
  std::ofstream(folder.first()) << "not a spill file";
  SpillFolder spill(folder.path(), "in", "a");
  CHECK(spill.Load().damaged.size() == 1);
  CHECK(folder.files().at(0).find(".damaged") != std::string::npos);
}

TEST_CASE("a folder that is none is found out at the start") {
  Folder folder;
  CHECK(SpillFolder(folder.path(), "in", "a").Check().empty());
  CHECK(folder.files().empty());
  CHECK(SpillFolder(folder.path() + "/none", "in", "a").Check() == "No such file or directory");
  std::ofstream(folder.path() + "/file") << "x";
  CHECK(SpillFolder(folder.path() + "/file", "in", "a").Check() == "Not a directory");
}

TEST_CASE("a disk that is full costs what is new, and no more") {
  Folder folder;
  Live(folder, 0, Numbers(0, 3));
  SpillFolder spill(folder.path(), "in", "a");
  std::deque<Batch> left = spill.Load().batches;
  left.pop_front();
  spill.Taken();
  for (Batch& batch : Numbers(3, 1000)) left.push_back(std::move(batch));

  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const SpillFolder::Saved saved = spill.Save(std::move(left));
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);

  CHECK(saved.records == 2);
  CHECK(saved.lost == 997);
  CHECK(saved.error == "File too large");
  CHECK(folder.files().size() == 1);
}
