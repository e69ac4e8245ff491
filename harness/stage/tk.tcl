# What a driver asks of a Tk program, evaluated in the program itself.  Changes nothing that can be seen.
#
# look: {focus, who has grabbed, whether more was left out, widgets, last note}; a widget is {path, class,
# text, value, state, x, y, width, height, toplevel, title, rows, folded, written, covered}, a row {id,
# text, state}, of a text drawn on a canvas with its box there: {…, left, top, right, bottom};
# folded are the rows of a list that comes when the widget is clicked, and an empty one if more may come
# then.  written are the texts that the program has put into it since note had, the last one that the
# driver knows of: each widget that was seen has a trace that notes them, and so has its variable.

set look {{most long had} {
    upvar #0 callsheet_notes notes
    if {![info exists notes]} {set notes {}}
    set kept {}
    set noted $had
    foreach {n key text} $notes {
        if {$n <= $had} continue
        lappend kept $n $key $text
        lappend written($key) $text
        set noted $n
    }
    set notes $kept
    set note {{key texts} {
        upvar #0 callsheet_notes notes callsheet_count n
        foreach text $texts {lappend notes [incr n] $key [string range $text 0 1000]}
        if {[llength $notes] > 1500} {set notes [lrange $notes end-1199 end]}
    }}
    set called {{note w cmd code args} {catch {
        set do [lindex $cmd 1]
        if {$code || [lsearch {insert replace configure config itemconfigure itemconfig create} $do] < 0} return
        set at [lsearch -exact $cmd -text]
        if {[string match *config* $do] || $do eq {create}} {
            if {$at > 0} {apply $note $w [list [lindex $cmd [expr {$at + 1}]]]}
        } else {
            apply $note $w [lrange $cmd 3 end]
        }
    }}}
    set assigned {{note name args} {catch {
        upvar #0 $name held
        apply $note $name [list $held]
    }}}
    set found {}
    set queue [list .]
    while {[llength $queue] && [llength $found] < $most} {
        set w [lindex $queue 0]
        set queue [lrange $queue 1 end]
        if {![winfo exists $w]} continue
        foreach child [winfo children $w] {lappend queue $child}
        if {![winfo viewable $w]} continue
        set class [winfo class $w]
        set text {}
        set value {}
        set state {}
        set rows {}
        set folded {}
        set later {}
        catch {set state [$w cget -state]}
        # of a themed one -state says what was set there last, and not what it is in
        if {![catch {$w instate disabled} off] && ![catch {$w instate readonly} kept]} {
            set state [expr {$off eq 1 ? "disabled" : $kept eq 1 ? "readonly" : "normal"}]
        }
        # a field has no text of its own, and takes -text for -textvariable cut short
        if {[lsearch {Entry TEntry TCombobox Spinbox TSpinbox} $class] < 0} {
            catch {set text [$w cget -text]}
            if {$text eq {} && ![catch {$w cget -textvariable} name] && $name ne {}} {
                catch {upvar #0 $name held; set text $held}
            }
        }
        switch -- $class {
            Entry - TEntry - Spinbox - TSpinbox - TCombobox {
                set value [$w get]
                if {![catch {$w cget -show} veil] && $veil ne {}} {
                    set value [string repeat [string index $veil 0] [string length $value]]
                }
            }
            Text {
                set value [$w get 1.0 end-1c]
                if {[string length $value] > $long} {
                    set value [string range $value end-$long end]
                    regsub {^[^\n]*\n} $value {} value
                }
            }
            Listbox {
                set n -1
                foreach row [$w get 0 end] {lappend rows [list [incr n] $row {}]}
            }
            Treeview {
                set items [$w children {}]
                while {[llength $items] && [llength $rows] < $most} {
                    set item [lindex $items 0]
                    set items [lrange $items 1 end]
                    if {[$w item $item -open]} {set items [concat [$w children $item] $items]}
                    set words [concat [list [$w item $item -text]] [$w item $item -values]]
                    lappend rows [list $item [string trim [join $words { }]] {}]
                }
            }
            Canvas {
                foreach item [$w find all] {
                    if {[$w type $item] ne "text" || [$w itemcget $item -state] eq "hidden"} continue
                    # customtkinter draws round corners with letters of a font of its own
                    if {[string match *shapes_font* [$w itemcget $item -font]]} continue
                    set row [list $item [$w itemcget $item -text] {}]
                    foreach {x y} [$w bbox $item] {
                        lappend row [expr {$x - int([$w canvasx 0])}] [expr {$y - int([$w canvasy 0])}]
                    }
                    lappend rows $row
                }
            }
            Menu {
                set last [$w index end]
                if {$last ne "none" && $last ne {}} {
                    for {set n 0} {$n <= $last} {incr n} {
                        if {[catch {$w entrycget $n -label} label]} continue
                        lappend rows [list $n $label [$w entrycget $n -state]]
                    }
                }
            }
            Menubutton - TMenubutton {
                set last none
                catch {set menu [$w cget -menu]; set last [$menu index end]}
                catch {set later [$menu cget -postcommand]}
                if {[string is integer -strict $last]} { # an empty menu says "none"
                    for {set n 0} {$n <= min($last, $most)} {incr n} {
                        catch {lappend folded [$menu entrycget $n -label]}
                    }
                }
            }
            TNotebook {
                foreach tab [$w tabs] {lappend rows [list $tab [$w tab $tab -text] {}]}
            }
        }
        if {$class eq "TCombobox"} {
            set folded [$w cget -values]
            set later [$w cget -postcommand]
        }
        set texts {}
        if {[lsearch {Label TLabel Message Button TButton Entry TEntry Text Listbox Canvas} $class] >= 0} {
            set name {}
            catch {set name [$w cget -textvariable]}
            foreach {kind key when does} [list execution $w leave $called variable ::$name write $assigned] {
                if {$key eq {::}} continue
                set trace [list apply $does $note $key]
                catch {
                    if {[lsearch -exact [trace info $kind $key] [list $when $trace]] < 0} {
                        trace add $kind $key $when $trace
                    }
                }
                if {[info exists written($key)]} {set texts [concat $texts $written($key)]}
            }
        }
        set top [winfo toplevel $w]
        set title {}
        if {$class ne "Menu"} {catch {set title [wm title $top]}}
        # by another part of its window, as a page is by the one that was raised
        set covered {}
        if {$w ne $top && $class ne "Menu"} {
            set x [expr {[winfo rootx $w] + [winfo width $w] / 2}]
            set y [expr {[winfo rooty $w] + [winfo height $w] / 2}]
            set there [winfo containing -displayof $w $x $y]
            set own [expr {$there in [list {} . $w] || [string match $w.* $there] || [string match $there.* $w]}]
            if {!$own && [winfo toplevel $there] eq $top} {set covered $there}
        }
        set short {}
        foreach row [lrange $rows 0 $most] {
            lappend short [lreplace $row 1 1 [string range [lindex $row 1] 0 $long]]
        }
        set few {}
        foreach row [lrange $folded 0 $most] {lappend few [string range $row 0 $long]}
        if {$later ne {}} {lappend few {}}
        lappend found [list $w $class [string range $text 0 $long] [string range $value 0 $long] \
            $state [winfo rootx $w] [winfo rooty $w] [winfo width $w] [winfo height $w] \
            $top $title $short $few $texts $covered]
    }
    list [focus] [grab current] [llength $queue] $found $noted
}}

# at: where to click a widget (or a row of it, or what unfolds it), what is there now, and who has grabbed: {x, y, path,
# grabbing}.  Raises its window, and brings it onto the screen.
set at {{w row} {
    set top [winfo toplevel $w]
    set class [winfo class $w]
    if {$class ne "Menu"} {raise $top}
    set x 0
    set y 0
    set dx [winfo width $w]
    set dy [winfo height $w]
    if {$class eq "TCombobox"} { # a click into its field does not unfold it
        if {$row ne {}} {set x [expr {$dx - 12}]; set dx 8}
    } elseif {$row ne {}} {
        if {$class eq "Text"} {set row $row.0}
        if {$class ne "Canvas" && $class ne "Menu" && $class ne "TNotebook"} {
            $w see $row
            update idletasks
        }
        set box {}
        if {$class eq "Menu"} {
            set x [$w xposition $row]
            set y [$w yposition $row]
            set dx 20
            set dy 12
        } elseif {$class eq "Canvas"} {
            set box [$w bbox $row]
            set x [expr {[lindex $box 0] - int([$w canvasx 0])}]
            set y [expr {[lindex $box 1] - int([$w canvasy 0])}]
            set dx [expr {[lindex $box 2] - [lindex $box 0]}]
            set dy [expr {[lindex $box 3] - [lindex $box 1]}]
        } elseif {$class eq "TNotebook"} {
            set n [$w index $row]
            for {set x 0} {$x < [winfo width $w]} {incr x 3} {
                if {![catch {$w index @$x,8} tab] && $tab eq $n} break
            }
            set y 4
            set dx 8
            set dy 8
        } else {
            set box [$w bbox $row]
            set x [lindex $box 0]
            set y [lindex $box 1]
            set dx [lindex $box 2]
            set dy [lindex $box 3]
        }
    }
    foreach again {1 2 3} {
        set px [expr {[winfo rootx $w] + $x + $dx / 2}]
        set py [expr {[winfo rooty $w] + $y + $dy / 2}]
        if {$px >= 0 && $py >= 0 && $px < [winfo screenwidth .] && $py < [winfo screenheight .]} break
        set left 0
        set above 0
        if {$again == 2} { # the window is larger than the screen: that place into the middle
            set left [expr {[winfo screenwidth .] / 2 - $px + [winfo rootx $top]}]
            set above [expr {[winfo screenheight .] / 2 - $py + [winfo rooty $top]}]
        }
        if {$again < 3} {catch {wm geometry $top +$left+$above}}
        update idletasks
    }
    list $px $py [winfo containing $px $py] [grab current]
}}

# aim: gives a field the keyboard, and tells what is in it.
set aim {{w} {
    focus -force $w
    if {[winfo class $w] eq "Text"} {return [$w get 1.0 end-1c]}
    $w get
}}

# stand: puts a window somewhere.
set stand {{top x y} {
    wm geometry $top +$x+$y
}}
