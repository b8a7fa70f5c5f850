namespace Checkpointing.Cosmos.Tests;

/// <summary>Rule 9: what became of a request whose answer was lost. And what each operation costs, request by request.</summary>
public sealed class CosmosUnclearTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    [Fact]
    public async Task On_the_usual_path_every_change_is_one_request()
    {
        PartitionOwnership first = await WinAsync(Store, "a");
        Sent().ShouldBe(["POST"]);
        PartitionOwnership renewed = await WinAsync(Store, "a", first.Version);
        Sent().ShouldBe(["PATCH 0"]);
        PartitionOwnership taken = await WinAsync(Store, "b", renewed.Version);
        Sent().ShouldBe(["PATCH 0"]);
        await WriteAsync(Store, 1, taken.Epoch);
        Sent().ShouldBe(["PATCH 0"]);
        await WinAsync(Store, "", taken.Version);
        Sent().ShouldBe(["PATCH 0"]);
        await Store.ReadCheckpointAsync(Group, "0", Token);
        Sent().ShouldBe(["GET 0"]);
        await Store.ListOwnershipAsync(Group, Token);
        Sent().ShouldBe(["QUERY"]);
        (first.Epoch, renewed.Epoch, taken.Epoch).ShouldBe((1, 1, 2));
    }

    [Fact]
    public async Task A_refusal_costs_one_read_more()
    {
        PartitionOwnership held = await WinAsync(Store, "a");
        await WriteAsync(Store, 5, held.Epoch);
        Faults.Reset();

        (await WriteAsync(Store, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Stale);
        Sent().ShouldBe(["PATCH 0", "GET 0"]);
        (await WriteAsync(Store, 6, held.Epoch + 1)).ShouldBe(CheckpointOutcome.Fenced);
        Sent().ShouldBe(["PATCH 0", "GET 0"]);
        (await ClaimAsync(Store, "b")).ShouldBeNull();
        Sent().ShouldBe(["POST", "GET 0"]);
        (await ClaimAsync(Store, "b", "0000-no such version")).ShouldBeNull();
        Sent().ShouldBe(["PATCH 0", "GET 0"]);
    }

    [Theory]
    [InlineData("'")]
    [InlineData("\" OR true OR \"")]
    [InlineData("\\")]
    [InlineData("größe\n")]
    public async Task A_version_is_data_whatever_it_holds(string version)
    {
        await WinAsync(Store, "a");

        (await ClaimAsync(Store, "b", version)).ShouldBeNull();
    }

    [Fact]
    public async Task Looks_at_as_many_refused_claims_are_queries_of_one_text()
    {
        foreach (string partition in new[] { "0", "1", "2", "3" })
        {
            (await ClaimAsync(Other, "first", partition: partition)).ShouldNotBeNull();
        }

        Faults.Reset();
        foreach (string[] pair in new[] { new[] { "0", "1" }, ["2", "3"] })
        {
            PartitionResults<PartitionOwnership> results =
                await Store.ClaimOwnershipAsync(Group, [.. pair.Select(partition => new OwnershipClaim(partition, "second", "1", null))], Token);
            results.Items.ShouldBeEmpty();
            results.Faults.ShouldBeEmpty();
        }

        Faults.Queries.Count.ShouldBe(2);
        Faults.Queries.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_first_claim_whose_answer_is_lost_is_won()
    {
        Faults.Once(Fault.AnswerLost, request => request == "POST");

        PartitionOwnership won = await WinAsync(Store, "a");

        won.Epoch.ShouldBe(1);
        (await Other.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().Version.ShouldBe(won.Version);
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("b", 2)]
    [InlineData("", 1)]
    public async Task A_later_claim_whose_answer_is_lost_is_won_under_one_epoch(string owner, long epoch)
    {
        PartitionOwnership held = await WinAsync(Store, "a");
        Faults.Once(Fault.AnswerLost, request => request == "PATCH 0");

        PartitionOwnership won = await WinAsync(Store, owner, held.Version);

        won.Epoch.ShouldBe(epoch);
        PartitionOwnership stored = (await Other.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        (stored.Version, stored.OwnerId, stored.Epoch).ShouldBe((won.Version, owner, epoch));
    }

    [Fact]
    public async Task A_lost_answer_does_not_make_a_loser_a_winner()
    {
        PartitionOwnership held = await WinAsync(Store, "a");
        await WinAsync(Other, "b", held.Version);
        Faults.Once(Fault.AnswerLost, request => request == "PATCH 0");

        (await ClaimAsync(Store, "c", held.Version)).ShouldBeNull();
    }

    [Fact]
    public async Task A_checkpoint_whose_answer_is_lost_counts_as_written_and_the_same_position_of_another_does_not()
    {
        PartitionOwnership held = await WinAsync(Store, "a");
        Faults.Once(Fault.AnswerLost, request => request == "PATCH 0");
        (await WriteAsync(Store, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Written);

        Faults.Once(Fault.AnswerLost, request => request == "PATCH 0");
        (await WriteAsync(Store, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Stale);
    }

    [Fact]
    public async Task A_first_checkpoint_of_a_tool_whose_answer_is_lost_counts_as_written()
    {
        Faults.Once(Fault.AnswerLost, request => request == "POST");

        (await WriteAsync(Store, 5, epoch: 0)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_checkpoint_that_was_stored_before_a_takeover_counts_as_written()
    {
        PartitionOwnership held = await WinAsync(Store, "a");
        int writes = 0;
        Faults.Plan(request =>
        {
            if (request == "PATCH 0" && ++writes == 1)
            {
                return Fault.AnswerLost;
            }

            if (request == "PATCH 0" && writes == 2)
            {
                WinAsync(Other, "b", held.Version).GetAwaiter().GetResult();
            }

            return Fault.None;
        });

        (await WriteAsync(Store, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        Faults.Plan(_ => Fault.None);
        (await WriteAsync(Store, 6, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rewind_whose_answer_is_lost_is_made_once(bool isKnown)
    {
        if (isKnown)
        {
            await WriteAsync(Store, 9, (await WinAsync(Store, "a")).Epoch);
        }

        Faults.Once(Fault.AnswerLost, request => request is "PATCH 0" or "POST");

        PartitionRewound rewound = (await Store.RewindAsync(Group, [new PartitionRewind("0", 3, null, "operator")], Token)).Items.ShouldHaveSingleItem();

        rewound.Epoch.ShouldBe(isKnown ? 2 : 1);
        rewound.PreviousOwnerId.ShouldBe(isKnown ? "a" : "");
        rewound.Previous?.SequenceNumber.ShouldBe(9);
        (await Other.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().Epoch.ShouldBe(rewound.Epoch);
    }

    [Fact]
    public async Task A_rewind_that_meets_a_takeover_is_made_on_top_of_it()
    {
        PartitionOwnership held = await WinAsync(Store, "a");
        bool isTaken = false;
        Faults.Plan(request =>
        {
            if (request == "PATCH 0" && !isTaken)
            {
                isTaken = true;
                WinAsync(Other, "b", held.Version).GetAwaiter().GetResult();
            }

            return Fault.None;
        });

        PartitionRewound rewound = (await Store.RewindAsync(Group, [new PartitionRewind("0", 3, null, "operator")], Token)).Items.ShouldHaveSingleItem();

        rewound.PreviousOwnerId.ShouldBe("b");
        rewound.Epoch.ShouldBe(3);
    }

    [Fact]
    public async Task A_fault_on_one_partition_hides_nothing_of_the_others()
    {
        PartitionOwnership[] held = [await WinAsync(Store, "a", partition: "0"), await WinAsync(Store, "a", partition: "1")];
        Faults.Plan(request => request == "PATCH 0" ? Fault.Forbidden : Fault.None);

        PartitionResults<PartitionOwnership> renewed = await Store.ClaimOwnershipAsync(
            Group, [.. held.Select(item => new OwnershipClaim(item.PartitionId, "a", "1", item.Version))], Token);

        renewed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("1");
        CheckpointStoreException fault = renewed.Faults.ShouldHaveSingleItem();
        fault.PartitionId.ShouldBe("0");
        fault.IsTransient.ShouldBeFalse();
    }

    private string[] Sent()
    {
        string[] requests = [.. Faults.Requests];
        Faults.Reset();
        return requests;
    }
}
