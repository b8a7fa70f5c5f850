using System.CommandLine;
using Devkit.Amqp.Fuzz;

Option<int> inputs = new("--inputs") { Description = "How many mutated inputs to try.", DefaultValueFactory = _ => 1_000_000 };
Option<int> seed = new("--seed") { Description = "What the random numbers begin with; the same seed and corpus give the same inputs.", DefaultValueFactory = _ => 1 };
Option<string> corpus = new("--corpus")
{
    Description = "The folder of inputs to mutate, by target; what fails is added to it.",
    DefaultValueFactory = _ => Corpus.DefaultFolder(),
};
RootCommand command = new("Feeds the AMQP library mutated input and watches for crashes, hangs and memory. Exits with 1 if anything was found.") { inputs, seed, corpus };
command.SetAction(arguments => new Fuzzer(new Corpus(arguments.GetValue(corpus)!), arguments.GetValue(seed), Console.Out).Run(arguments.GetValue(inputs)));
return command.Parse(args).Invoke();
