/// The lists behind `NameVariants`, one group of folded words a line.
enum NameLists {
    /// A full name first, then what its bearers are called.
    static let shortForms = """
        abdul abdullah abdulrahman abdulaziz abdi abdulkarim
        abdirahman abdi
        abdullahi abdi abdul
        abdikarim abdi karim
        abigail abi abbie abby gail abbi
        adam ad
        adebayo bayo ade
        adeola ade ola
        adelaide addie ada heidi
        agnieszka aga agnes
        albert al bert albie bertie alby
        aleksander olek alek alex
        aleksandra ola alex
        alexander alex al alec alek sandy xander sasha lex ali zander alick
        alexandra alex alexa lexi lexie sasha sandra sandy alexis ali
        alfred alf alfie fred freddie
        alice ali ally allie
        alison ali ally allie
        amanda mandy manda
        amelia millie milly amy mia mel emmy
        anastasia ana stacey nastya tasia stasia
        andrew andy drew andi
        angela angie ange
        angelina angie lina
        anna annie ann anya ania anne
        annabelle anna bella belle annie
        anthony tony ant antony
        antonio tony toni
        archibald archie arch
        arthur art artie
        ashley ash
        augustus gus august
        barbara barb babs basia
        bartholomew bart
        beatrice bea bee trixie trix
        benjamin ben benji benny benjy
        bernadette bernie
        bernard bernie
        bethany beth bethan
        bradley brad
        bridget bridie biddy bridie
        brooklyn brook brooke
        caitlin cait kate katie
        cameron cam
        carl charlie
        caroline carrie caz carol lina
        cassandra cass cassie
        catherine kate cathy katie cath kat kitty cat cate katy
        charles charlie chas chuck chaz carl
        charlotte charlie lottie lotte char carlotta
        chiamaka amaka chi
        chinedu nedu edu
        chinonso nonso
        christian chris
        christina chris chrissie tina christy
        christine chris chrissie tina
        christopher chris kit topher kris
        chukwuemeka emeka emy
        clara clare
        clementine clem
        clifford cliff
        constance connie
        cornelius neil con
        courtney court
        cynthia cindy
        daniel dan danny dani
        danielle dani elle danni
        david dave davey davy dai
        deborah deb debbie debby
        declan dec
        dennis den denny
        derek del
        dominic dom nic nick
        dominique dom nikki
        donald don donny
        dorothy dot dotty dolly thea
        douglas doug dougie
        edmund ed eddie ted ned
        eduardo edu lalo ed eddie
        edward ed eddie ted teddy ned eddy
        edwin ed eddie
        eleanor ellie nell nora elle nellie ella lenny
        elisabeth liz beth lizzie elsie libby
        elizabeth liz beth lizzie eliza betsy libby betty bess elsie lily lisa lilibet bessie liza lizzy
        ella ellie
        ellen ellie nell
        eloise ellie lois
        emily em emmy millie emma milly
        emmanuel manny emman manu
        ernest ernie
        eugene gene
        evangeline evie eva angie
        evelyn evie eve eva
        ezekiel zeke
        fatima fati fatma timmy
        florence flo flossie florrie
        frances fran frankie fanny francie
        francesca fran frankie fran cesca
        francis frank frankie fran
        francisco paco pancho francis chico cisco frank kiko
        franciszek franek
        franklin frank frankie
        frederick fred freddie freddy rick
        gabriel gabe gabi
        gabriella gabby ella gabi bella gabriela
        genevieve gen eve jenny
        geoffrey geoff jeff
        george georgie
        georgia georgie gia
        georgina georgie gina
        gerald gerry
        gerard gerry ged
        gillian gill jill
        giovanni gianni gio
        giuseppe beppe peppe pino
        gregory greg gregor
        grzegorz grzes
        guillermo memo guille
        gwendoline gwen wendy
        hannah han
        harold harry hal
        harriet hattie harri etta
        harrison harry
        helen nell nellie lena
        henrietta hetty etta hattie
        henry harry hal hank
        herbert bert herb bertie
        hezekiah zeke
        horatio ray
        hubert bert hugh
        hugh hughie huey
        ibrahim ibby ibra ibou
        ignacio nacho
        ignatius iggy
        imogen immy immie
        isaac ike zac
        isabel bel izzy bella belle isa
        isabella bella izzy isabel isa belle issy ella
        isabelle izzy belle bella issy
        ivan vanya
        jacob jake coby jay jakey
        jacqueline jackie jacqui
        jakub kuba
        james jim jamie jimmy jem jay
        jan janek
        jane janie jenny
        janet jan
        jasmine jas jazz minnie
        jason jay jase
        javier javi xavi
        jemima jem mima
        jennifer jen jenny jenna jennie
        jeremiah jerry jem
        jeremy jez jem jerry
        jerome jerry
        jessica jess jessie
        jesus chucho suso
        joan joanie
        joanna jo anna joey
        joanne jo
        joaquin quino
        john jack johnny jon jonny johnnie
        jonathan jon jonny nathan jonty
        jordan jordy jord
        jose pepe ze chepe
        joseph joe joey jo
        josephine jo josie fifi
        joshua josh
        joyce joy
        juan juanito
        judith judy jude
        julia jules
        julian jules
        juliet jules
        justin jus
        katarzyna kasia kaska
        katherine kate katie kathy kat kitty kay kath katy
        kathleen kath kathy kate katie
        katie kate katy
        kenneth ken kenny
        kevin kev
        khadija khadi dija khady
        kimberley kim kimmy
        krzysztof krzys krzysiek chris
        laura laurie lori
        lauren laurie loz
        laurence larry laurie loz
        lawrence larry laurie loz
        leah lee
        leonard leo len lenny
        leonardo leo leon
        leopold leo
        leslie les
        letitia letty tish
        lewis lew lewie
        lillian lily lil lilly
        lily lil
        linda lin lindy
        louis lou louie
        louisa lou lulu louie
        louise lou lulu
        lucas luke luca
        lucinda lucy cindy
        lucy lulu lu
        luis lucho
        luke lucas
        lydia lyd
        mackenzie mac kenzie
        madeleine maddie maddy mads
        madison maddie maddy
        magdalena magda lena madzia
        malcolm mal malc
        malgorzata gosia malgosia
        manuel manny manolo
        marcus marc mark
        margaret maggie meg peggy margie daisy greta madge mags marge rita
        maria mary ria mia masha
        mariana mari
        marianne mari annie
        martha marty mattie
        martin marty
        mary molly polly may mamie
        mateusz mati
        matilda tilly matty mattie tilda
        matthew matt matty mat
        maureen mo
        maurice mo moe
        maximilian max maxi
        maxwell max
        maya may
        megan meg megs
        melanie mel
        melissa mel missy lissa
        mercedes merche
        michael mike mick mikey micky mickey mitch
        michelle shell chelle
        miguel mike miki
        mikolaj mikolajek
        mildred millie
        miranda randa mandy
        mohammed mo moe mohd md muhd mohamad
        mohamed mo moe md
        muhammad mo moe md muhd mohd
        mohamud mo
        monica mon mona
        morgan mo
        nancy nan
        natalia nat talia natasha
        natalie nat natty tally
        natasha tasha nat
        nathan nate nat
        nathaniel nathan nate nat
        nicholas nick nicky nico klaus nic
        nicola nicky nic nikki
        nicole nikki nicky nic
        noah no
        nora norah
        norman norm
        obinna obi
        oliver ollie olly ol
        olivia liv livvy olly livia libby ollie
        olanrewaju lanre
        oluwadamilola dami damilola
        oluwaseun seun
        oluwatobi tobi
        oluwatobiloba tobi tobiloba
        oluwafemi femi
        oluwakemi kemi
        oluwaseyi seyi
        oluwatosin tosin
        oluwatoyin toyin
        oluwole wole
        olufemi femi
        omotola tola
        oscar ozzie
        oswald ozzie
        pamela pam
        patricia pat patsy tricia trish patty paddy
        patrick pat paddy patsy rick
        paul paulie
        pauline paula polly
        penelope penny nell
        peter pete petey
        philip phil pip flip
        phillip phil pip
        phoebe phoebs fee
        phyllis phyl
        piotr piotrek peter
        priscilla cilla prissy
        prudence pru
        rachel rach rae shelly
        raymond ray
        rebecca becky becca bex beck becki
        reginald reg reggie rex
        ricardo rick ricky rico
        richard rich rick dick ricky richie dicky
        robert rob bob bobby robbie bert robby bobbie
        roberta bobbie robbie
        roderick rod rory roddy
        rodney rod
        roger rog
        roland rollo rolly
        ronald ron ronnie
        rosalind ros rosie roz
        rosemary rosie rose romy
        roxanne roxy
        rudolph rudy
        rupert ru
        russell russ
        ruth ruthie
        salvatore sal toto
        samantha sam sammy sammie
        samuel sam sammy
        sandra sandy
        santiago santi
        sarah sadie sally sal sara
        sebastian seb bas bastian sebby
        sergio checo
        shirley shirl
        sidney sid syd
        siddharth sid
        simon si
        solomon sol solly
        sophia sophie soph sofi
        sophie soph sof
        stanislaw staszek stas
        stanley stan
        stefania steffi
        stella ella
        stephanie steph steffi stevie
        stephen steve stevie ste
        steven steve stevie ste
        stewart stew stu
        stuart stu stew
        susan sue suzy susie suki
        susanna sue suzy susie anna zanna
        suzanne sue suzy susie
        sylvia syl
        tabitha tabby
        tamara tammy tam mara
        temitope tope temi
        terence terry tel
        teresa terry tess tessa tessie reese
        theodora theo dora thea
        theodore theo ted teddy
        theresa terry tess tessa
        thomas tom tommy thom
        tiffany tiff
        timothy tim timmy
        tobias toby tobi
        tomasz tomek
        tristan tris
        uchechukwu uche
        ursula ulla
        valentina val tina
        valerie val
        vanessa nessa ness
        veronica ronnie vera
        victor vic
        victoria vicky tori vic vicki vikki toria tory
        vincent vin vince vinny
        violet vi
        virginia ginny
        vivian viv
        vladimir vova vlad volodya
        walter wally walt
        wilfred wilf wilfie
        william will bill billy liam willy wills willie
        winifred winnie freda
        wojciech wojtek
        xavier xav
        yusuf yousif joe
        zachariah zac zach zack
        zachary zac zach zack zak
        zoe zo
        """
}
