using Checkpointing.Tests.Services;
using Devkit.Amqp.Fuzz;

namespace Devkit.Amqp.Tests.Fuzz;

public sealed class FuzzerTests
{
    [Fact]
    public void The_kept_inputs_and_some_mutations_of_them_do_no_harm()
    {
        using StringWriter output = new();

        int result = new Fuzzer(new Corpus(RepositoryRoot.Combine("devkit", "Amqp.Fuzz", "Corpus")), seed: 7, output).Run(20_000);

        result.ShouldBe(0, output.ToString());
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        Mutator one = new(3);
        Mutator other = new(3);
        byte[][] seeds = [[0, 0, 0, 12, 2, 0, 0, 0, 1, 2, 3, 4], [0, 0, 0, 9, 2, 0, 0, 0, 5]];

        for (int i = 0; i < 1000; i++)
        {
            one.Mutate(seeds, framed: true).ShouldBe(other.Mutate(seeds, framed: true));
        }
    }
}
