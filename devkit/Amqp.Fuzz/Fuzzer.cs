using System.Diagnostics;
using Devkit.Amqp.Fuzz.Targets;

namespace Devkit.Amqp.Fuzz;

/// <summary>Tries all kept inputs as they are, then mutations of them, on every target by turns.</summary>
internal sealed class Fuzzer
{
    /// <summary>What decoding may allocate, whatever the input says.</summary>
    private const long AllowedBytes = 1024 * 1024;

    /// <summary>What decoding may allocate for each byte of input: see README.md, "Limits".</summary>
    private const long AllowedBytesPerByte = 150;

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    private readonly Corpus _corpus;
    private readonly TextWriter _output;
    private readonly int _seed;
    private readonly ITarget[] _targets = [new ValueTarget(), new MessageTarget(), new ConnectionTarget(), new ClientTarget()];
    private readonly long[] _tried;
    private readonly long[] _understood;

    public Fuzzer(Corpus corpus, int seed, TextWriter output)
    {
        _corpus = corpus;
        _seed = seed;
        _output = output;
        _tried = new long[_targets.Length];
        _understood = new long[_targets.Length];
    }

    /// <summary>Runs, and reports.</summary>
    /// <returns>0 if nothing was found, else 1. A hang ends the process with 2.</returns>
    public int Run(int inputs)
    {
        Stopwatch watch = Stopwatch.StartNew();
        IReadOnlyList<byte[]>[] seeds = [.. _targets.Select(target => _corpus.Load(target.Name))];
        using Watchdog watchdog = new(HangLimit, (target, input) => Report(_targets[target], input, "hangs"));
        int found = 0;
        for (int target = 0; target < _targets.Length; target++)
        {
            foreach (byte[] input in seeds[target])
            {
                found += Try(target, input, watchdog) ? 0 : 1;
            }
        }

        Mutator mutator = new(_seed);
        for (int i = 0; i < inputs && found == 0; i++)
        {
            int target = i % _targets.Length;
            found += Try(target, mutator.Mutate(seeds[target], _targets[target].IsFramed), watchdog) ? 0 : 1;
        }

        for (int target = 0; target < _targets.Length; target++)
        {
            _output.WriteLine($"{_targets[target].Name,-12} tried {_tried[target],9}, understood {_understood[target],9}, kept inputs {seeds[target].Count,3}");
        }

        _output.WriteLine($"inputs={_tried.Sum()} found={found} seed={_seed} seconds={watch.Elapsed.TotalSeconds:F1}");
        return found == 0 ? 0 : 1;
    }

    private bool Try(int target, byte[] input, Watchdog watchdog)
    {
        watchdog.Begin(target, input);
        _tried[target]++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (_targets[target].TryUnderstand(input))
            {
                _understood[target]++;
            }
        }
        catch (Exception exception)
        {
            Report(_targets[target], input, exception.ToString());
            return false;
        }
        finally
        {
            watchdog.End();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > AllowedBytes + (AllowedBytesPerByte * input.Length))
        {
            Report(_targets[target], input, $"allocates {allocated} bytes for {input.Length} bytes of input");
            return false;
        }

        return true;
    }

    private void Report(ITarget target, byte[] input, string what) =>
        _output.WriteLine($"FOUND in {target.Name}: {what}{Environment.NewLine}  kept as {_corpus.Keep(target.Name, input)}");
}
