using Checkpointing.Conformance;

namespace Checkpointing.Abstractions.Tests.Conformance;

public sealed class StoreSuitesTests
{
    [Fact]
    public void Tests_that_run_every_suite_lack_none() => StoreSuites.MissingFrom(typeof(StoreSuitesTests).Assembly, StoreTraits.Embedded).ShouldBeEmpty();

    [Fact]
    public void A_suite_from_which_no_class_derives_is_named() =>
        StoreSuites.MissingFrom(typeof(StoreSuitesTests).Assembly, StoreTraits.None).ShouldBe(["CrashSuite", "NetworkSuite", "RoundTripsSuite"]);
}
