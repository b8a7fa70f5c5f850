using CrashHarness.Faults;

namespace CrashHarness.Tests;

public sealed class FaultPlanTests
{
    [Fact]
    public void A_plan_is_a_function_of_its_seed()
    {
        FaultPlan.Make(7, 50, 4, hasServer: true, []).ShouldBe(FaultPlan.Make(7, 50, 4, hasServer: true, []));
        FaultPlan.Make(7, 50, 4, hasServer: true, []).ShouldNotBe(FaultPlan.Make(8, 50, 4, hasServer: true, []));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_plan_has_as_many_faults_as_were_asked_for_and_each_kind_that_the_store_allows(bool hasServer)
    {
        FaultKind[] possible = [.. Enum.GetValues<FaultKind>().Where(kind => hasServer || kind is not (FaultKind.KillStore or FaultKind.CutStore))];
        for (int seed = 1; seed <= 50; seed++)
        {
            // A scale-out at the upper end becomes a scale-in, and the other way round.
            FaultKind[] kinds = [.. FaultPlan.Make(seed, possible.Length, 4, hasServer, []).Select(fault => fault.Kind)];
            kinds.Length.ShouldBe(possible.Length);
            possible.Except(kinds).ShouldBeSubsetOf([FaultKind.ScaleOut, FaultKind.ScaleIn]);
            kinds.ShouldBeSubsetOf(possible);
        }
    }

    [Fact]
    public void A_plan_can_be_kept_to_some_kinds() =>
        FaultPlan.Make(7, 20, 4, hasServer: false, [FaultKind.Rewind, FaultKind.ShiftClock]).Select(fault => fault.Kind).Distinct()
            .ShouldBe([FaultKind.Rewind, FaultKind.ShiftClock], ignoreOrder: true);

    [Fact]
    public void A_server_that_an_embedded_store_does_not_have_cannot_be_killed() =>
        Should.Throw<HarnessException>(() => FaultPlan.Make(7, 20, 4, hasServer: false, [FaultKind.KillStore]));

    [Fact]
    public void A_plan_keeps_the_number_of_processors_within_its_bounds()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            int present = 4;
            foreach (PlannedFault fault in FaultPlan.Make(seed, 200, 4, hasServer: true, []))
            {
                present += fault.Kind == FaultKind.ScaleOut ? 1 : fault.Kind == FaultKind.ScaleIn ? -1 : 0;
                present.ShouldBeInRange(FaultPlan.FewestProcessors, 4 + FaultPlan.MostAdditional);
            }
        }
    }
}
