using System.ComponentModel;
using Checkpointing.Processor.Rewinding;

namespace Processor.Tests.Rewinding;

public sealed class RewindTargetTests
{
    [Theory]
    [InlineData("earliest", "earliest")]
    [InlineData(" Latest ", "latest")]
    [InlineData("SEQUENCE 42", "sequence 42")]
    [InlineData("sequence 0", "sequence 0")]
    [InlineData("offset 4294967296", "offset 4294967296")]
    [InlineData("offset 1:3:4096", "offset 1:3:4096")]
    [InlineData("back 1000", "back 1000")]
    [InlineData("2026-01-31T08:00:00Z", "2026-01-31T08:00:00.0000000+00:00")]
    [InlineData("2026-01-31T08:00:00+02:00", "2026-01-31T08:00:00.0000000+02:00")]
    [InlineData("2026-01-31T02:40Z", "2026-01-31T02:40:00.0000000+00:00")]
    [InlineData("2026-01-31t02:40z", "2026-01-31T02:40:00.0000000+00:00")]
    [InlineData("2026-01-31 02:40:00Z", "2026-01-31T02:40:00.0000000+00:00")]
    [InlineData("2026-01-31T02:40:00.5Z", "2026-01-31T02:40:00.5000000+00:00")]
    [InlineData("2026-01-31T02:40:00.123456789Z", "2026-01-31T02:40:00.1234568+00:00")]
    [InlineData("2026-01-31T03:40+01:00", "2026-01-31T03:40:00.0000000+01:00")]
    [InlineData("2026-01-31T03:40-0130", "2026-01-31T03:40:00.0000000-01:30")]
    [InlineData("2026-01-31Z", "2026-01-31T00:00:00.0000000+00:00")]
    [InlineData("2026-01-31+01:00", "2026-01-31T00:00:00.0000000+01:00")]
    public void A_target_is_read_from_its_text_and_written_as_one_that_can_be_read(string text, string written)
    {
        string form = RewindTarget.Parse(text).ToString();
        form.ShouldBe(written);
        RewindTarget.Parse(form).ToString().ShouldBe(written);
        TypeDescriptor.GetConverter(typeof(RewindTarget)).ConvertFrom(text)!.ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tuesday")]
    [InlineData("sequence -1")]
    [InlineData("sequence many")]
    [InlineData("back 0")]
    [InlineData("back -5")]
    [InlineData("back")]
    [InlineData("offset ")]
    [InlineData("2026-01-31T08:00:00")]
    [InlineData("2026-01-31")]
    [InlineData("03/02/2026 02:40Z")]
    [InlineData("03.02.2026 02:40:00Z")]
    [InlineData("02:40:00.00Z")]
    [InlineData("31 January 2026 02:40Z")]
    [InlineData("2026-02-30T02:40Z")]
    [InlineData("2026-01-31T25:40Z")]
    [InlineData("2026-1-31T02:40Z")]
    [InlineData("Sat, 31 Jan 2026 02:40:00 +0000")]
    public void Another_text_is_refused_with_what_is_allowed(string text) =>
        Should.Throw<FormatException>(() => RewindTarget.Parse(text)).Message.ShouldContain("'back 1000'");

    [Fact]
    public void A_number_out_of_range_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => RewindTarget.Back(0));
        Should.Throw<ArgumentOutOfRangeException>(() => RewindTarget.FromSequenceNumber(-1));
        Should.Throw<ArgumentException>(() => RewindTarget.FromOffset(" "));
    }
}
