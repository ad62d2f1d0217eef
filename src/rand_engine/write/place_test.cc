#include "rand_engine/write/place.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlaceTest : public ::testing::Test {
 protected:
  arrow::Result<Place> Find(const std::string& path) {
    return FindPlace(PosixFileSystem(), path);
  }
  std::string ErrorOf(const std::string& path) { return Find(path).status().message(); }

  ScratchDirectory scratch_;
};

TEST_F(PlaceTest, ABareNameIsInTheCurrentDirectory) {
  const Place place = Find("no_such_users.csv").ValueOrDie();
  char current[4096];
  ASSERT_NE(::getcwd(current, sizeof current), nullptr);
  EXPECT_EQ(place.parent, current);
  EXPECT_EQ(place.name, "no_such_users.csv");
  EXPECT_EQ(place.shown, "no_such_users.csv");
  EXPECT_FALSE(place.exists);
  EXPECT_THAT(place.missing_directories, IsEmpty());
}

TEST_F(PlaceTest, FindsWhatIsMissingAboveIt) {
  const Place place = Find(scratch_ / "a/b/users").ValueOrDie();
  EXPECT_EQ(place.existing_ancestor, scratch_.path());
  EXPECT_THAT(place.missing_directories, ElementsAre("a", "b"));
  EXPECT_EQ(place.path, scratch_ / "a/b/users");
  EXPECT_THAT(scratch_.Content(), IsEmpty());
}

TEST_F(PlaceTest, SlashesAndDotsAtTheEndDoNotCount) {
  for (const char* path : {"users", "users/", "users//", "users/.", "users/./"}) {
    const Place place = Find(scratch_ / path).ValueOrDie();
    EXPECT_EQ(place.path, scratch_ / "users") << path;
    EXPECT_EQ(place.shown, scratch_ / "users") << path;
  }
}

TEST_F(PlaceTest, OddNamesAreNamesLikeOthers) {
  const std::string long_name(255, 'n');
  for (const std::string& name : std::vector<std::string>{
           "~", "a b", "a.csv.b", "..a", "...", "-", "\xc3\xa4\xe2\x82\xac", long_name}) {
    const Place place = Find(scratch_ / name).ValueOrDie();
    EXPECT_EQ(place.name, name);
    EXPECT_EQ(place.parent, scratch_.path());
  }
}

TEST_F(PlaceTest, FollowsLinksToTheirEndAlsoIntoNothing) {
  scratch_.WriteFile("real/file", "x");
  scratch_.MakeLink("real/file", "first");
  scratch_.MakeLink(scratch_ / "first", "second");
  scratch_.MakeLink("missing/end", "dangling");
  Place place = Find(scratch_ / "second").ValueOrDie();
  EXPECT_EQ(place.path, scratch_ / "real/file");
  EXPECT_TRUE(place.exists);
  EXPECT_EQ(place.status.type, FileType::kRegular);
  EXPECT_EQ(place.shown, scratch_ / "second");
  place = Find(scratch_ / "dangling").ValueOrDie();
  EXPECT_EQ(place.path, scratch_ / "missing/end");
  EXPECT_FALSE(place.exists);
  EXPECT_THAT(place.missing_directories, ElementsAre("missing"));
}

TEST_F(PlaceTest, DotAndDotDotGetTheirRealNames) {
  scratch_.MakeDirectory("a/b");
  const Place place = Find(scratch_ / "a/b/..").ValueOrDie();
  EXPECT_EQ(place.path, scratch_ / "a");
  char current[4096];
  ASSERT_NE(::getcwd(current, sizeof current), nullptr);
  EXPECT_EQ(Find(".").ValueOrDie().path, current);
  EXPECT_EQ(Find("./").ValueOrDie().path, current);
  EXPECT_EQ(Find("/").ValueOrDie().path, "/");
}

TEST_F(PlaceTest, RefusesWhatIsNoPlace) {
  scratch_.WriteFile("file", "");
  scratch_.MakeLink("loop", "loop");
  EXPECT_EQ(ErrorOf(""), "cannot write '': the path is empty");
  EXPECT_THAT(
      ErrorOf(scratch_ / "file/users.csv"),
      HasSubstr(fmt::format("'{}' is a file, not a directory", scratch_ / "file")));
  EXPECT_THAT(
      ErrorOf(scratch_ / "file/a/b/users.csv"),
      HasSubstr(fmt::format("'{}' is a file, not a directory", scratch_ / "file")));
  EXPECT_THAT(ErrorOf(scratch_ / "loop"), HasSubstr("Too many levels of symbolic links"));
  EXPECT_THAT(ErrorOf(scratch_ / std::string(256, 'n')), HasSubstr("File name too long"));
  EXPECT_THAT(ErrorOf(scratch_ / "none/.."), HasSubstr("No such file or directory"));
}

TEST_F(PlaceTest, MakesParentsAndTakesThemBackWhileTheyAreEmpty) {
  const Place place = Find(scratch_ / "a/b/c/users").ValueOrDie();
  ParentDirectories parents(PosixFileSystem());
  ASSERT_TRUE(parents.Make(place).ok());
  EXPECT_TRUE(parents.Sync(place).ok());
  EXPECT_EQ(scratch_.Content().count("a/b/c"), 1u);
  scratch_.WriteFile("a/other", "");
  parents.Remove();
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"a", "dir"}, {"a/other", "file:"}}));
}

TEST_F(PlaceTest, ParentsThatOthersMadeAreNotRemoved) {
  const Place place = Find(scratch_ / "a/b/users").ValueOrDie();
  scratch_.MakeDirectory("a");
  ParentDirectories parents(PosixFileSystem());
  ASSERT_TRUE(parents.Make(place).ok());
  parents.Remove();
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"a", "dir"}}));
}

TEST(TemporaryName, IsHiddenRandomAndFitsInto255Bytes) {
  EXPECT_THAT(TemporaryName("users.csv"),
              ::testing::MatchesRegex("\\.users\\.csv\\.[0-9a-f]{16}\\.tmp"));
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) names.insert(TemporaryName("a"));
  EXPECT_EQ(names.size(), 1000u);
  EXPECT_EQ(TemporaryName(std::string(255, 'n')).size(), 255u);
  // 233 bytes stay of the name; the 78th three-byte character does not fit whole.
  std::string euros;
  for (int i = 0; i < 85; ++i) euros += "\xe2\x82\xac";
  const std::string cut = TemporaryName(euros);
  EXPECT_EQ(cut.substr(0, 232), fmt::format(".{}", euros.substr(0, 231)));
  EXPECT_EQ(cut.size(), 253u);
}

}  // namespace
}  // namespace rand_engine
