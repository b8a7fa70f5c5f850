using Checkpointing.Cosmos.Documents;

namespace Checkpointing.Cosmos.Tests.Documents;

public sealed class OwnershipVersionTests
{
    [Fact]
    public void A_version_never_comes_back() => OwnershipVersion.New("me", "1").ShouldNotBe(OwnershipVersion.New("me", "1"));

    [Fact]
    public void A_version_tells_whose_it_is()
    {
        string version = OwnershipVersion.New("me", "1");

        version.ShouldMatch("^[0-9a-f]{16}-[0-9a-f]{16}$");
        OwnershipVersion.IsOf(version, "me", "1").ShouldBeTrue();
        OwnershipVersion.IsOf(version, "me", "2").ShouldBeFalse();
        OwnershipVersion.IsOf(version, "you", "1").ShouldBeFalse();
    }

    [Fact]
    public void Owner_and_instance_do_not_run_into_each_other() => OwnershipVersion.IsOf(OwnershipVersion.New("a", "b1"), "ab", "1").ShouldBeFalse();

    [Fact]
    public void What_nobody_holds_is_nobodys() => OwnershipVersion.IsOf(OwnershipVersion.New("", null), "", null).ShouldBeFalse();
}
